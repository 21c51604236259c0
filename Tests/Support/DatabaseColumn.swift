import SchakelStore

/// A column of integers in a database, for tests that write where nobody should.
public struct DatabaseColumn: CustomStringConvertible, Sendable {
  public let table: String
  public let name: String

  public var description: String { table + "." + name }

  /// Those of all tables but the full-text index's own.
  public static func integers(of file: String) throws -> [DatabaseColumn] {
    let connection = try Connection(file)
    let tables = try connection.prepare(
      """
      SELECT name FROM sqlite_master
      WHERE type = 'table' AND name NOT GLOB 'search*' AND name NOT GLOB 'sqlite_*'
      """
    ).all { row throws(SQLiteError) in try row.text(at: 0) }
    return try tables.flatMap { table in
      try connection.prepare("PRAGMA table_info(\(table))").all {
        row throws(SQLiteError) in (try row.text(at: 1), try row.text(at: 2))
      }.filter { $0.1 == "INTEGER" }.map { DatabaseColumn(table: table, name: $0.0) }
    }
  }

  /// Writes a number into every row, or into one where the column is a key.
  ///
  /// - Returns: whether it stands there. Where a rule of the table forbids it, nobody can have written
  ///   it.
  @discardableResult
  public func write(_ value: Int64, in file: String) throws -> Bool {
    let connection = try Connection(file)
    let everywhere = "UPDATE \(table) SET \(name) = \(value)"
    let once = everywhere + " WHERE \(name) = (SELECT max(\(name)) FROM \(table))"
    let isWritten = [everywhere, once].contains { (try? connection.execute($0)) != nil }
    try connection.close()
    return isWritten
  }
}
