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
      let bytes = try row.blob(at: 2)
      writer =
        Writer(bytes: bytes)
        ?? Writer(
          replica: ReplicaID(rawValue: 0), incarnation: Incarnation(rawValue: 0))
      isOwn = try row.int64(at: 3) == 1
      counter = UInt64(try row.int64(at: 4))
      acknowledged = UInt64(try row.int64(at: 5))
      tip = try row.digest(at: 6) ?? .zero
      acknowledgedTip = try row.digest(at: 7) ?? .zero
      if let sealed = try row.int64IfPresent(at: 8), let tip = try row.digest(at: 9) {
        seal = Seal(
          writer: writer, counter: UInt64(sealed), tip: tip, signature: try row.blob(at: 10))
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
