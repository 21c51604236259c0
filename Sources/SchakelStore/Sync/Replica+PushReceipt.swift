public import SchakelCore

/// Whether a signature over `message` is the region's (Ed25519), by the key that it gave this device
/// at enrolment.
public typealias RegionVerifier = @Sendable (_ message: [UInt8], _ signature: [UInt8]) -> Bool

extension SQL {
  static let writePushReceipt = SQL(
    """
    INSERT OR REPLACE INTO push_receipts(space, epoch, position, hash, time, signature)
    VALUES (?, ?, ?, ?, ?, ?)
    """)
  static let pushReceipt = SQL(
    """
    SELECT r.epoch, r.position, r.hash, r.time, r.signature
    FROM push_receipts r JOIN space_rows s ON s.no = r.space WHERE s.id = ?
    """)
}

extension Replica {
  /// The region's last signed word that it has what this device pushed to a space: nil until there
  /// is one. What it is good for: whoever holds the region's key can tell by it that a log which
  /// does not go through ``SyncAnswer/Receipt/position`` with ``SyncAnswer/Receipt/hash`` is not the
  /// one that the region had.
  public func receipt(of id: SpaceID) throws(ReplicaError) -> SyncAnswer.Receipt? {
    try read { connection throws(ReplicaError) in
      try connection.row(.pushReceipt, id.bytes) {
        row throws(SQLiteError) -> SyncAnswer.Receipt? in
        guard let hash = try row.digest(at: 2) else { return nil }
        return SyncAnswer.Receipt(
          epoch: EpochID(rawValue: try row.bits(at: 0)),
          position: try row.natural(at: 1, upTo: Limits.position), hash: hash,
          time: try row.natural(at: 3), signature: try row.blob(at: 4))
      } ?? nil
    }
  }

  /// Refuses an answer with a receipt that is not the region's, or that is not of the log which the
  /// answer speaks of (Protocol/spec/session.md, "The device: one round").
  static func check(_ answer: SyncAnswer, _ verifier: RegionVerifier) throws(ReplicaError) {
    for space in answer.spaces {
      guard let receipt = space.receipt else { continue }
      guard verifier(receipt.message(in: space.space), receipt.signature) else {
        throw .receipt("is not signed with the key that the region gave this device")
      }
      guard receipt.isOfLog(with: space.head) else {
        throw .receipt("is of another log than the one it came with")
      }
    }
  }
}

extension ReplicaError {
  fileprivate static func receipt(_ what: String) -> ReplicaError {
    ReplicaError(
      .protocolViolation,
      "The region's receipt for what was pushed \(what). Nothing of its answer was taken in, and "
        + "what was pushed is still waiting here; ask the region's operator whether its key or its "
        + "database was replaced.")
  }
}

extension SyncAnswer.Receipt {
  func message(in space: SpaceID) -> [UInt8] {
    Self.message(space: space, epoch: epoch, position: position, hash: hash, time: time)
  }

  /// Whether the log can have had this end, if it has that one now.
  fileprivate func isOfLog(with head: Cursor?) -> Bool {
    guard let head, head.epoch == epoch else { return true }
    return position < head.position || position == head.position && hash.prefix64 == head.mark
  }
}

extension ReplicaTransaction {
  /// Keeps a receipt that was checked, in place of an earlier one.
  func keep(_ receipt: SyncAnswer.Receipt, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.writePushReceipt].run(
        space.no, receipt.epoch.bytes, Int64(receipt.position), receipt.hash.bytes,
        Int64(receipt.time), receipt.signature)
    }
  }
}
