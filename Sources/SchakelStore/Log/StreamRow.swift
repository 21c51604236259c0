import SchakelCore

/// A stream as this replica has it. The own stream of the present incarnation is counted in its
/// space's row; its row here only names the writer.
struct StreamRow {
  let no: Int64
  let space: Int64
  let writer: Writer
  /// Written on this device, in this incarnation or an earlier one.
  let isOwn: Bool
  /// How far the stream is here, and its link there.
  var counter: UInt64
  var tip: Digest
  /// How far the region is known to have it, and the link there. More than is here on a device that
  /// began from states; less where a bundle brought changes.
  var acknowledged: UInt64
  var acknowledgedTip: Digest
  var seal: Seal?
}

extension SQL {
  static let streamColumns = """
    no, space, writer, own, counter, acknowledged, tip, acknowledged_tip, seal_counter, seal_tip,
    seal_signature
    """
  static let streamByWriter = SQL(
    "SELECT \(streamColumns) FROM streams WHERE space = ? AND writer = ?")
  static let streamByNumber = SQL("SELECT \(streamColumns) FROM streams WHERE no = ?")
  static let streamsOfSpace = SQL(
    "SELECT \(streamColumns) FROM streams WHERE space = ? ORDER BY writer")
  static let ownStreams = SQL(
    "SELECT \(streamColumns) FROM streams WHERE space = ? AND own = 1 ORDER BY no")
  static let insertStream = SQL(
    """
    INSERT INTO streams(space, writer, own, counter, acknowledged, tip, acknowledged_tip)
    VALUES (?1, ?2, ?3, 0, 0, ?4, ?4)
    """)
  static let updateStream = SQL(
    """
    UPDATE streams SET counter = ?, acknowledged = ?, tip = ?, acknowledged_tip = ?,
      seal_counter = ?, seal_tip = ?, seal_signature = ?
    WHERE no = ?
    """)
}

extension StreamRow {
  init(_ row: borrowing Row) throws(ReplicaError) {
    do throws(SQLiteError) {
      no = try row.int64(at: 0)
      space = try row.int64(at: 1)
      writer = try row.writer(at: 2)
      isOwn = try row.int64(at: 3) == 1
      counter = try row.natural(at: 4, upTo: Limits.counter)
      acknowledged = try row.natural(at: 5, upTo: Limits.counter)
      tip = try row.digest(at: 6) ?? .zero
      acknowledgedTip = try row.digest(at: 7) ?? .zero
      if let sealed = try row.naturalIfPresent(at: 8, upTo: Limits.counter),
        let tip = try row.digest(at: 9)
      {
        seal = Seal(writer: writer, counter: sealed, tip: tip, signature: try row.blob(at: 10))
      }
    } catch {
      throw ReplicaError(error)
    }
  }

  func save(in connection: Connection) throws(SQLiteError) {
    try connection[.updateStream].run(
      Int64(counter), Int64(acknowledged), tip.bytes, acknowledgedTip.bytes,
      seal.map { Int64($0.counter) }, seal?.tip.bytes, seal?.signature, no)
  }
}
