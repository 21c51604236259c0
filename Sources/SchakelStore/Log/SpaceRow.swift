import SchakelCore

/// A space as this replica has it, with the replica's own stream in it and its place in the
/// region's log.
///
/// *Invariant*: counter, tip, clock, digest and count of documents are those of the row, or those
/// of the last change of the own stream past the row's counter, where there is one.
///
/// So a local edit, which moves these five and nothing else, writes them into the row of the change
/// that it writes anyway; whatever else moves them writes the space's row, with the counter as of
/// then. The view `spaces` puts the two together, and is what is read; `space_rows` is only written.
struct SpaceRow {
  let no: Int64
  let id: SpaceID
  var name: String
  var role: Role
  /// The number of the own stream of the present incarnation.
  var stream: Int64
  var counter: UInt64
  /// The highest counter of the own stream that the region has, durably.
  var acknowledged: UInt64
  var tip: Digest
  var clock: HybridClock
  var digest: UInt64
  var documents: Int64
  var epoch: EpochID?
  var position: UInt64
  var logHash: Digest?
  var headPosition: UInt64
  var headDigest: UInt64
  var synchronisedAt: UInt64?
  /// The token of the page of document states that comes next.
  var bootstrap: [UInt8]?
  /// How far this replica has got in finding out why it and the region differ.
  var doubt: Doubt
  /// By how much its digest differed from the region's when both had been compared in full: while
  /// it is that, comparing again would not help.
  var difference: UInt64?
  /// Since when there has been a difference, milliseconds since 1970 (UTC); nil while there is none.
  var differsSince: UInt64?
  /// Since when the difference is the one it is, likewise.
  var differenceSince: UInt64?
  /// When to look next for what the region lost and is here by states alone, milliseconds since 1970
  /// (UTC); nil while there is no difference.
  var recoversAt: UInt64?
  /// Since when the person is in it no more and nothing of it is here, milliseconds since 1970 (UTC); nil
  /// while it is.
  var left: UInt64?
  /// How many changes of devices that are out of use await a coordinator, as the region last told this
  /// person.
  var held: UInt64

  enum Doubt: Int64 {
    /// -> ``saying``, when the digests differ or the cursor is not known
    case none = 0
    /// The next request says everything that is here. -> ``compared``, ``paging``
    case saying = 1
    /// The region has said which streams it has otherwise. -> ``paging``, if it still differs
    case compared = 2
    /// All document states are compared. -> ``none``
    case paging = 3
  }

  var cursor: Cursor? {
    guard let epoch, let logHash else { return nil }
    return Cursor(epoch: epoch, position: position, mark: logHash.prefix64)
  }
}

extension SQL {
  static let spaceColumns: SQLText = """
    no, id, \(opened: .spaceName), role, stream, counter, acknowledged, tip, clock, digest, documents, epoch,
    position, log_hash, head_position, head_digest, synchronised_at, bootstrap, doubt, difference,
    left_at, held, differs_since, recovers_at, difference_since
    """
  static let spaceByID = SQL(sealing: "SELECT \(spaceColumns) FROM spaces WHERE id = ?")
  static let spaceByNumber = SQL(sealing: "SELECT \(spaceColumns) FROM spaces WHERE no = ?")
  static let allSpaces = SQL(sealing: "SELECT \(spaceColumns) FROM spaces ORDER BY no")
  static let insertSpace = SQL(
    sealing: """
      INSERT INTO space_rows(id, name, role, stream, counter, acknowledged, tip, clock, digest,
        documents, position, head_position, head_digest)
      VALUES (?1, \(sealed: .spaceName, "?2", "?1"), ?3, 0, 0, 0, x'', 0, 0, 0, 0, 0, 0)
      """)
  static let updateSpace = SQL(
    sealing: """
      UPDATE space_rows SET name = \(sealed: .spaceName, "?1", "id"), role = ?, stream = ?, counter = ?, acknowledged = ?, tip = ?,
        clock = ?, digest = ?, documents = ?, epoch = ?, position = ?, log_hash = ?,
        head_position = ?, head_digest = ?, synchronised_at = ?, bootstrap = ?, doubt = ?,
        difference = ?, left_at = ?, held = ?, differs_since = ?, recovers_at = ?,
        difference_since = ?
      WHERE no = ?
      """)
}

extension SpaceRow {
  init(_ row: borrowing Row) throws(ReplicaError) {
    do throws(SQLiteError) {
      no = try row.int64(at: 0)
      id = SpaceID(rawValue: try row.bits(at: 1))
      name = try row.text(at: 2)
      role = try row.code(at: 3)
      stream = try row.int64(at: 4)
      counter = try row.natural(at: 5, upTo: Limits.counter)
      acknowledged = try row.natural(at: 6, upTo: Limits.counter)
      tip = try row.digest(at: 7) ?? .zero
      clock = HybridClock(last: HybridTime(rawValue: UInt64(bitPattern: try row.int64(at: 8))))
      digest = UInt64(bitPattern: try row.int64(at: 9))
      documents = Int64(try row.natural(at: 10, upTo: Limits.position))
      epoch = try row.isNull(at: 11) ? nil : EpochID(rawValue: try row.bits(at: 11))
      position = try row.natural(at: 12, upTo: Limits.position)
      logHash = try row.isNull(at: 13) ? nil : try row.digest(at: 13)
      headPosition = try row.natural(at: 14, upTo: Limits.position)
      headDigest = UInt64(bitPattern: try row.int64(at: 15))
      synchronisedAt = try row.naturalIfPresent(at: 16)
      bootstrap = try row.blobIfPresent(at: 17)
      doubt = Doubt(rawValue: try row.int64(at: 18)) ?? .none
      difference = try row.int64IfPresent(at: 19).map { UInt64(bitPattern: $0) }
      left = try row.naturalIfPresent(at: 20)
      held = try row.natural(at: 21)
      differsSince = try row.naturalIfPresent(at: 22)
      recoversAt = try row.naturalIfPresent(at: 23)
      differenceSince = try row.naturalIfPresent(at: 24)
    } catch {
      throw ReplicaError(error)
    }
  }

  func save(in connection: Connection) throws(SQLiteError) {
    try connection[.updateSpace].run(
      name, Int64(role.rawValue), stream, Int64(counter), Int64(acknowledged), tip.bytes,
      Int64(bitPattern: clock.last.rawValue), Int64(bitPattern: digest), documents, epoch?.bytes,
      Int64(position), logHash?.bytes, Int64(headPosition), Int64(bitPattern: headDigest),
      synchronisedAt.map { Int64($0) }, bootstrap, doubt.rawValue,
      difference.map { Int64(bitPattern: $0) }, left.map { Int64($0) }, Int64(held),
      differsSince.map { Int64($0) }, recoversAt.map { Int64($0) },
      differenceSince.map { Int64($0) }, no)
  }
}

extension Digest {
  /// Stands where no hash is known yet.
  static let zero = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))!
}

extension Row {
  /// Eight bytes, as the number they spell.
  func bits(at column: Int) throws(SQLiteError) -> UInt64 {
    try withBlob(at: column) { bytes in
      var value: UInt64 = 0
      for index in bytes.indices { value = value << 8 | UInt64(bytes[index]) }
      return value
    }
  }

  func writer(at column: Int) throws(SQLiteError) -> Writer {
    guard let writer = Writer(bytes: try blob(at: column)) else {
      throw mismatch("column \(column) holds no writer")
    }
    return writer
  }

  /// Thirty-two bytes; nil for anything else.
  func digest(at column: Int) throws(SQLiteError) -> Digest? {
    Digest(bytes: try blob(at: column))
  }
}
