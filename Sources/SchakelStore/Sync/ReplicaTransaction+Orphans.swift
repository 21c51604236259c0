import SchakelCore

extension SQL {
  /// What was written here and waits, the oldest first, without what was written again.
  static let ownWaiting = SQL(
    """
    SELECT w.key FROM streams t CROSS JOIN waiting w
      ON w.key > t.no << 40 AND w.key <= t.no << 40 | \(ChangeKey.counterMask)
    WHERE t.own = 1 AND t.space = ? AND w.void_previous IS NULL
      AND w.key NOT IN (SELECT key FROM rewritten)
    ORDER BY w.key
    """)
  static let insertRewritten = SQL("INSERT OR IGNORE INTO rewritten(key) VALUES (?)")
  static let forgetRewritten = SQL("DELETE FROM rewritten WHERE key = ?")
  static let isRewritten = SQL("SELECT 1 FROM rewritten WHERE key = ?")
  static let isWaiting = SQL("SELECT 1 FROM waiting WHERE key = ?")
}

// What was written here on top of changes that gave way: their dots are another's now, or nobody's,
// so that it would wait for ever, and be seen by nobody.
extension ReplicaTransaction {
  /// Writes such changes again, on top of what their documents are now. Under their own dots they
  /// go on waiting, until the region refuses them for it. Answers whether there were any.
  ///
  /// - Complexity: in proportion to what was written here and waits, where anything gave way.
  func rewriteOrphans(in id: SpaceID) throws(ReplicaError) -> Bool {
    guard try connection.number(.anyGaveWay, try space(id).no) != 0 else { return false }
    var any = false
    while try rewriteOrphansOnce(in: id) { any = true }
    return any
  }

  /// One look at all that waits, the oldest first, so that what waits for what is written again now
  /// is met after it.
  private func rewriteOrphansOnce(in id: SpaceID) throws(ReplicaError) -> Bool {
    var any = false
    for key in try ownWaiting(in: try space(id)) {
      guard let change = try storedChange(key), try isOrphan(change, in: try space(id))
      else { continue }
      try noteRewritten(key)
      try run { () throws(SQLiteError) in
        try connection[.linkChange].run(Int64?.none, Int64?.none, key.rawValue)
      }
      try reissue(change, in: try space(id))
      any = true
    }
    return any
  }

  /// What a change says stands under another dot of this device from now on.
  func noteRewritten(_ key: ChangeKey) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.insertRewritten].run(key.rawValue) }
  }

  /// Whether a change waits whose content stands under another dot of this device now.
  func isRewritten(_ key: ChangeKey) throws(ReplicaError) -> Bool {
    try connection.number(.isRewritten, key.rawValue) != 0
  }

  private func ownWaiting(in space: SpaceRow) throws(ReplicaError) -> [ChangeKey] {
    try connection.rows(.ownWaiting, space.no) { row throws(SQLiteError) in
      ChangeKey(rawValue: try row.int64(at: 0))
    }
  }

  private func isOrphan(
    _ change: IncomingChange, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    for entry in change.change.header.context.entries where try isLost(entry, in: space) {
      return true
    }
    return false
  }

  /// Whether a change that was here gave way, or waits for one that did.
  private func isLost(
    _ entry: VersionVector.Entry, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: entry.writer, in: space) else { return false }
    let key = ChangeKey(stream: stream.no, counter: entry.counter)
    if try isRewritten(key) { return true }
    guard try isGone(entry.dot, entry.check, in: space) else { return false }
    guard let link = try changeLink(key), link.check == entry.check else { return true }
    return try connection.number(.isWaiting, key.rawValue) != 0
  }
}
