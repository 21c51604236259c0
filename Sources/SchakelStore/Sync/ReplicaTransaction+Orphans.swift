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
  static let isRewritten = SQL("SELECT 1 FROM rewritten WHERE key = ?")
  static let isWaiting = SQL("SELECT 1 FROM waiting WHERE key = ?")
}

// What was written here on top of changes that gave way: their dots are another's now, or nobody's,
// so that it would wait for ever, and be seen by nobody.
extension ReplicaTransaction {
  /// Writes such changes again, on top of what their documents are now. Under their own dots they
  /// go on waiting, until the region refuses them for it. Answers whether there were any.
  func rewriteOrphans(in id: SpaceID) throws(ReplicaError) -> Bool {
    var any = false
    while let orphan = try nextOrphan(in: try space(id)) {
      try run { () throws(SQLiteError) in
        try connection[.insertRewritten].run(orphan.key.rawValue)
        try connection[.linkChange].run(Int64?.none, Int64?.none, orphan.key.rawValue)
      }
      try reissue(orphan, in: try space(id))
      any = true
    }
    return any
  }

  /// Whether a change waits whose content stands under another dot of this device now.
  func isRewritten(_ key: ChangeKey) throws(ReplicaError) -> Bool {
    try connection.number(.isRewritten, key.rawValue) != 0
  }

  private func nextOrphan(in space: SpaceRow) throws(ReplicaError) -> IncomingChange? {
    let keys = try connection.rows(.ownWaiting, space.no) { row throws(SQLiteError) in
      ChangeKey(rawValue: try row.int64(at: 0))
    }
    for key in keys {
      guard let change = try storedChange(key) else { continue }
      for entry in change.change.header.context.entries
      where try isGone(entry.dot, entry.check, in: space) { return change }
    }
    return nil
  }

  /// Whether a change that was here gave way, or waits for one that did.
  private func isGone(
    _ dot: Dot, _ check: UInt32, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return false }
    let key = ChangeKey(stream: stream.no, counter: dot.counter)
    if try isRewritten(key) { return true }
    guard try isFork(dot, in: space) else { return false }
    guard let link = try changeLink(key), link.check == check else { return true }
    return try connection.number(.isWaiting, key.rawValue) != 0
  }
}
