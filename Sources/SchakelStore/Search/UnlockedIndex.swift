import Dispatch
import SchakelCore
import Synchronization

extension SQL {
  static let lastTouched = SQL("SELECT coalesce(max(no), 0) FROM touched")
  static let countTouched = SQL("SELECT count(*) FROM touched WHERE no > ?")
  static let touchedDocuments = SQL(
    sealing: """
      SELECT t.no, t.document, d.id, \(opened: .documentState, "d")
      FROM touched t LEFT JOIN documents d ON d.no = t.document WHERE t.no > ? ORDER BY t.no
      """)
  static let statesToIndex = SQL(
    sealing: "SELECT no, id, \(opened: .documentState) FROM documents ORDER BY no")
  static let countStates = SQL("SELECT count(*) FROM documents")
  fileprivate static let matches = SQL(
    "SELECT rowid, \(searchRank) FROM search WHERE search MATCH ? ORDER BY rowid DESC")
}

/// The search index of a sealed replica: in the memory of this process, for words are in no file.
///
/// It is made when it is first asked for, from all documents, and follows them by the order in which
/// they were written (`touched`): also what other processes write. A search looks at the database and
/// at the index at one moment, and one search at a time, so that there is nothing that the index does
/// not have.
final class UnlockedIndex: Sendable {
  private let lane: Lane
  /// The number of the last row of `touched` that is in the index; nil before it was made. Changed on
  /// the lane alone.
  private let seen = Mutex<Int64?>(nil)
  private let followers = DispatchQueue(label: "schakel.index.follow")
  /// Whether it is about to be brought up to date.
  private let isFollowing = Atomic(false)

  init() {
    lane = Lane("schakel.index", path: "") { () throws(SQLiteError) in
      let connection = try Connection("", mode: .memory)
      try SearchRank.install(on: connection)
      try connection.execute(ReplicaSchema.search)
      return connection
    }
  }

  /// Forgets every word.
  func close() throws(SQLiteError) { try lane.close() }

  /// Brings the index up to one state of the database, and lends both.
  func current<T: Sendable>(
    with replica: Replica,
    _ body: (_ index: Connection, _ database: Connection) throws(ReplicaError) -> T
  ) throws(ReplicaError) -> T {
    try lane.sync { index throws(ReplicaError) in
      try replica.readAlone { database throws(ReplicaError) in
        try bring(index, upTo: database)
        return try body(index, database)
      }
    }
  }

  /// Lets go of words that went, by whichever process, if it was made: nobody need search for that.
  func follow(_ replica: Replica) throws(ReplicaError) {
    guard seen.withLock({ $0 }) != nil else { return }
    try current(with: replica) { _, _ in }
  }

  /// Whether something was written since, by whichever process; never where it was not made.
  func isBehind(_ database: Connection) -> Bool {
    guard let seen = seen.withLock({ $0 }) else { return false }
    return (try? database.number(.lastTouched)) != seen
  }

  /// As ``follow(_:)``, on a thread of its own: whoever reads waits for no one. What goes wrong there the
  /// next search is told.
  func followSoon(_ replica: Replica) {
    guard !isFollowing.exchange(true, ordering: .acquiringAndReleasing) else { return }
    followers.async { [self] in
      isFollowing.store(false, ordering: .releasing)
      try? follow(replica)
    }
  }

  /// How many documents are not in it yet, or not as they are.
  func pending(_ database: Connection) throws(ReplicaError) -> Int {
    guard let seen = seen.withLock({ $0 }) else { return Int(try database.number(.countStates)) }
    return Int(try database.number(.countTouched, seen))
  }

  private func bring(_ index: Connection, upTo database: Connection) throws(ReplicaError) {
    let before = seen.withLock { $0 }
    let last = try database.number(.lastTouched)
    guard before != last else { return }
    try index.transaction { () throws(ReplicaError) in
      if let before {
        try Self.follow(database, after: before, in: index)
      } else {
        try Self.fill(index, from: database)
      }
    }
    seen.withLock { $0 = last }
  }

  private static func fill(
    _ index: Connection, from database: Connection
  ) throws(ReplicaError) {
    let insert = try index.statement(.insertIndexed)
    try database.statement(.statesToIndex).forEachRow { row throws(ReplicaError) in
      let (no, text) = try text(row, at: 0)
      if let text { try add(text, no, insert) }
    }
  }

  private static func follow(
    _ database: Connection, after before: Int64, in index: Connection
  ) throws(ReplicaError) {
    let insert = try index.statement(.insertIndexed)
    try database.statement(.touchedDocuments).forEachRow(before) { row throws(ReplicaError) in
      let (no, text) = try text(row, at: 1)
      try index.perform { () throws(SQLiteError) in try index[.deleteFromIndex].run(no) }
      if let text { try add(text, no, insert) }
    }
  }

  private static func add(
    _ text: SearchText, _ no: Int64, _ insert: Statement
  ) throws(ReplicaError) {
    do throws(SQLiteError) {
      try insert.run(no, text.title, text.text)
    } catch {
      throw ReplicaError(error)
    }
  }

  /// A document's number, and its words; none where it is gone, or no search finds it.
  private static func text(
    _ row: borrowing Row, at column: Int
  ) throws(ReplicaError) -> (no: Int64, text: SearchText?) {
    let no: Int64
    let bytes: [UInt8]?
    do throws(SQLiteError) {
      no = try row.int64(at: column)
      bytes = try row.blobIfPresent(at: column + 2)
    } catch {
      throw ReplicaError(error)
    }
    guard let bytes else { return (no: no, text: nil) }
    do throws(CBORError) {
      return (no: no, text: SearchText(of: try DocumentState(encoded: bytes)))
    } catch {
      throw ReplicaError.damaged("document number \(no)", error)
    }
  }
}

extension Connection {
  /// What is found in an index in memory, the newest first, as far as the filter lets it through.
  func matches(
    of query: SearchQuery, limit: Int, where isIncluded: (Int64) throws(ReplicaError) -> Bool
  ) throws(ReplicaError) -> [(no: Int64, rank: Double)] {
    let statement = try statement(.matches)
    var found: [(no: Int64, rank: Double)] = []
    defer { statement.reset() }
    try perform { () throws(SQLiteError) in try statement.bind(query.match, at: 1) }
    while found.count < limit {
      let match = try perform { () throws(SQLiteError) in
        try statement.next { row throws(SQLiteError) in
          (no: try row.int64(at: 0), rank: try row.double(at: 1))
        }
      }
      guard let match else { break }
      if try isIncluded(match.no) { found.append(match) }
    }
    return found
  }
}
