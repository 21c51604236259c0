import SchakelCore

extension SQL {
  static let keepSeal = SQL(
    """
    INSERT INTO seals(key, tip, signature)
    SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM seals WHERE key > ?4 AND key <= ?1)
    """)
  static let nextSeal = SQL(
    "SELECT key, tip, signature FROM seals WHERE key > ? AND key <= ? ORDER BY key LIMIT 1")
  static let lastSeal = SQL(
    "SELECT key, tip, signature FROM seals WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1")
  static let deleteSeals = SQL("DELETE FROM seals WHERE key >= ? AND key <= ?")
}

// Seals of others' streams: the last of each in its row, and of the earlier ones enough to hand a
// stream in piece by piece.
extension ReplicaTransaction {
  /// Between two seals that are kept there are at most this many changes, and those of one push.
  ///
  /// Changes of the greatest length and a push of a device's usual budget thus stay within what a
  /// region takes at once; and a seal costs a tenth of the changes that it is kept for, or less.
  static let sealSpacing: Int64 = 4

  /// Takes note of a seal of a stream. The row is not written.
  func keep(_ seal: Seal, of stream: inout StreamRow) throws(ReplicaError) {
    let last = stream.seal
    let isLater = seal.counter > last?.counter ?? 0
    if isLater { stream.seal = seal }
    // What this device wrote itself it seals anew wherever it likes.
    guard !stream.isOwn, let earlier = isLater ? last : seal, earlier != stream.seal
    else { return }
    let key = ChangeKey(stream: stream.no, counter: earlier.counter).rawValue
    try run { () throws(SQLiteError) in
      try connection[.keepSeal].run(
        key, earlier.tip.bytes, earlier.signature, key - Self.sealSpacing)
    }
  }

  /// Forgets the seals of a stream from a counter on, and the runs that are kept for theirs. The row
  /// is not written.
  func dropSeals(of stream: inout StreamRow, from counter: UInt64 = 0) throws(ReplicaError) {
    let low = ChangeKey(stream: stream.no, counter: counter).rawValue
    let high = ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
    try run { () throws(SQLiteError) in try connection[.deleteSeals].run(low, high) }
    try dropStopped(of: stream, from: counter)
    guard let seal = stream.seal, seal.counter >= counter else { return }
    let genesis = ChangeKey(stream: stream.no, counter: 0).rawValue
    stream.seal = try connection.seal(.lastSeal, of: stream.writer, genesis, low)
  }
}

extension Replica {
  /// The first seal of a stream that is kept, past a counter.
  static func seal(
    of stream: StreamRow, after counter: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> Seal? {
    let low = ChangeKey(stream: stream.no, counter: counter).rawValue
    let high = ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
    let kept = try connection.seal(.nextSeal, of: stream.writer, low, high)
    return kept ?? stream.seal.flatMap { $0.counter > counter ? $0 : nil }
  }
}

extension Connection {
  fileprivate func seal(
    _ sql: SQL, of writer: Writer, _ low: Int64, _ high: Int64
  ) throws(ReplicaError) -> Seal? {
    try row(sql, low, high) { row throws(SQLiteError) in
      Seal(
        writer: writer, counter: ChangeKey(rawValue: try row.int64(at: 0)).counter,
        tip: try row.digest(at: 1) ?? .zero, signature: try row.blob(at: 2))
    }
  }
}
