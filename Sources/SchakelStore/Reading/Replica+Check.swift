import SchakelCore

extension Replica {
  /// Reads the whole replica and reports whatever does not follow from the rest of it: every sealed
  /// value, whether it opens; every state against its history, columns, digests, chains, counters and the search index; and which of the
  /// region's checkpoints did not hold. Whether the file itself is sound is another question, which
  /// `PRAGMA integrity_check` answers.
  ///
  /// For tests, the simulator and whoever doubts a disk; it changes nothing.
  /// - Parameter limit: how many findings to report at most.
  /// - Complexity: in proportion to everything that is in the replica.
  public func check(limit: Int = 100) throws(ReplicaError) -> [ReplicaFinding] {
    let hashing = environment.hashing
    return try read { connection throws(ReplicaError) in
      // Nothing can be said of what does not open, nor of what follows from it.
      let closed = try SealCheck(connection).run()
      guard closed.isEmpty else { return Array(closed.prefix(max(0, limit))) }
      var findings: [ReplicaFinding] = []
      var documents = try DocumentCheck(connection, hashing)
      findings += try documents.run()
      findings += try StreamCheck(connection, hashing).run()
      findings += try CheckpointCheck(connection).run()
      return Array(findings.prefix(max(0, limit)))
    }
  }
}
