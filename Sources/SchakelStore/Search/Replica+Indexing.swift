extension SQL {
  static let pendingInIndex = SQL(
    """
    SELECT (SELECT count(*) FROM documents WHERE no > ?) + (SELECT count(*) FROM unindexed)
    """)
}

extension Replica {
  /// How many documents one transaction brings into the index: enough that its commit costs little
  /// beside them, and few enough that another writer need not wait long.
  static let indexBatch = 2_000

  /// Brings documents that are new or changed into the search index: call it in idle moments, and
  /// the next search need not. Whoever follows a region (`SyncWatcher`) has it called between syncs. A
  /// search does by itself what was left undone.
  ///
  /// A sealed replica has its index in memory: the first call makes it, from everything, whatever the
  /// limit. An app calls this when its person has unlocked it.
  ///
  /// - Parameter limit: how many at most.
  /// - Returns: how many there were; fewer than `limit` when none is left.
  /// - Complexity: tens of microseconds for each.
  @discardableResult
  public func indexPending(limit: Int = 2_000) throws(ReplicaError) -> Int {
    if let index {
      let pending = try pendingInIndex()
      try index.current(with: self) { _, _ in }
      return pending
    }
    var done = 0
    while done < limit {
      let batch = min(limit - done, Self.indexBatch)
      let count = try write { transaction throws(ReplicaError) in
        try transaction.index(limit: batch)
      }
      done += count
      if count < batch { break }
    }
    return done
  }

  /// How many documents wait to be brought into the search index.
  public func pendingInIndex() throws(ReplicaError) -> Int {
    try readAlone { connection throws(ReplicaError) in
      guard let index else { return try Self.pendingInIndex(connection) }
      return try index.pending(connection)
    }
  }

  static func pendingInIndex(_ connection: Connection) throws(ReplicaError) -> Int {
    let indexedUpTo = try Meta.integer(.indexedUpTo, in: connection) ?? 0
    return Int(try connection.number(.pendingInIndex, indexedUpTo))
  }
}
