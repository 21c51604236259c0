import SchakelCore
import SchakelStore

/// The questions to a region's database, on a connection that is lent for one transaction.
class SQLiteRegionView {
  let connection: Connection
  /// The statements run so far, so that a test can hold an answer to its promised cost.
  private(set) var statements = 0
  /// The documents looked up so far, each with its whole state.
  var documentsRead = 0

  init(_ connection: Connection) {
    self.connection = connection
  }

  /// The first row of a statement.
  @inline(__always)
  func first<each Value: Bindable, Result>(
    _ sql: SQL, _ values: repeat each Value,
    read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(RegionError) -> Result? {
    statements += 1
    do throws(SQLiteError) {
      return try connection[sql].first(repeat each values, read: read)
    } catch {
      throw RegionError(error)
    }
  }

  /// All rows of a statement that has few.
  @inline(__always)
  func all<each Value: Bindable, Result>(
    _ sql: SQL, _ values: repeat each Value,
    read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(RegionError) -> [Result] {
    statements += 1
    do throws(SQLiteError) {
      return try connection[sql].all(repeat each values, read: read)
    } catch {
      throw RegionError(error)
    }
  }

  /// Visits rows until `visit` answers false.
  func walk<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value,
    visit: (borrowing Row) throws(RegionError) -> Bool
  ) throws(RegionError) {
    statements += 1
    let statement = try carrying { () throws(SQLiteError) in
      let statement = try connection[sql]
      var position = 0
      for value in repeat each values {
        position += 1
        try statement.bind(value, at: position)
      }
      return statement
    }
    defer { statement.reset() }
    while let goOn = try statement.next(visit), goOn {}
  }

  func carrying<Result>(_ body: () throws(SQLiteError) -> Result) throws(RegionError) -> Result {
    do throws(SQLiteError) {
      return try body()
    } catch {
      throw RegionError(error)
    }
  }

  @inline(__always)
  func run<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value
  ) throws(RegionError) {
    statements += 1
    do throws(SQLiteError) {
      try connection[sql].run(repeat each values)
    } catch {
      throw RegionError(error)
    }
  }
}

extension Row {
  /// Sixty-four bits that are no number: a name, a digest, a mark.
  func bits(at column: Int) throws(SQLiteError) -> UInt64 {
    UInt64(bitPattern: try int64(at: column))
  }

  /// A counter, position or count.
  func count(at column: Int) throws(SQLiteError) -> UInt64 {
    try natural(at: column, upTo: Limits.position)
  }

  func countIfPresent(at column: Int) throws(SQLiteError) -> UInt64? {
    try naturalIfPresent(at: column, upTo: Limits.position)
  }

  func milliseconds(at column: Int) throws(SQLiteError) -> UInt64 {
    try natural(at: column, upTo: Limits.milliseconds)
  }

  func millisecondsIfPresent(at column: Int) throws(SQLiteError) -> UInt64? {
    try naturalIfPresent(at: column, upTo: Limits.milliseconds)
  }

  /// The number of a space, which stands in the upper bits of keys.
  func spaceNumber(at column: Int) throws(SQLiteError) -> Int64 {
    Int64(try natural(at: column, upTo: UInt64(Schema.greatestSpace)))
  }

  func identifier<Subject>(at column: Int) throws(SQLiteError) -> Identifier<Subject> {
    Identifier(rawValue: try bits(at: column))
  }

  func identifierIfPresent<Subject>(
    at column: Int
  ) throws(SQLiteError) -> Identifier<Subject>? {
    try int64IfPresent(at: column).map { Identifier(rawValue: UInt64(bitPattern: $0)) }
  }

  func digest(at column: Int) throws(SQLiteError) -> Digest {
    guard let digest = Digest(bytes: try blob(at: column)) else {
      throw SQLiteError.senseless("column \(column) holds no digest")
    }
    return digest
  }

  func role(at column: Int) throws(SQLiteError) -> Role {
    try code(at: column)
  }
}

extension SQLiteError {
  /// A row that was read and cannot be what was written.
  static func senseless(_ message: String) -> SQLiteError {
    SQLiteError(.mismatch, message, while: .reading, path: "")
  }
}

extension Identifier {
  /// The same bits as SQLite's integer.
  var stored: Int64 { Int64(bitPattern: rawValue) }
}

extension UInt64 {
  var stored: Int64 { Int64(bitPattern: self) }
}
