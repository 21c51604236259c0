import SchakelCore

/// The end of a space's log while entries are added to it, in one transaction.
///
///     var log = SpaceLog(space, hashing: hashing)
///     try log.append(.member(member), to: transaction)
///     try log.save(to: transaction)
struct SpaceLog {
  var space: SpaceRecord
  let hashing: Hashing
  private let start: UInt64

  init(_ space: SpaceRecord, hashing: Hashing) {
    self.space = space
    self.hashing = hashing
    start = space.position
  }

  /// What an entry about one change says of it.
  struct Subject {
    var stream: Int64 = 0
    var counter: UInt64 = 0
    var check: UInt32 = 0
    /// The document's number and the entry about it before this one; zero for none.
    var document: UInt64 = 0
    var previous: UInt64 = 0
  }

  /// Adds an entry and answers its position.
  ///
  /// - Parameter bytes: what is stored for it, where that is not the entry's own encoding.
  @discardableResult
  mutating func append(
    _ entry: LogEntry, about subject: Subject = Subject(), received: UInt64, bytes: [UInt8]? = nil,
    to transaction: any RegionWriting
  ) throws(RegionError) -> UInt64 {
    guard let tag = entry.tag else { throw .damaged("an entry of no known kind was to be added") }
    let hashed = entry.hashedBytes
    space.hash = LogHash.next(after: space.hash, entry: hashed, hashing: hashing)
    space.position += 1
    try transaction.append(
      LogRecord(
        position: space.position, tag: tag, stream: subject.stream,
        counter: subject.counter, received: received, document: subject.document,
        previous: subject.previous, check: subject.check, mark: space.hash.prefix64,
        bytes: bytes ?? hashed),
      in: space.number)
    return space.position
  }

  /// Writes where the log stands, once for all that was added.
  func save(to transaction: any RegionWriting) throws(RegionError) {
    try transaction.save(space)
    if space.position > start { transaction.noteMoved(space.id) }
  }
}
