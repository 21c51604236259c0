extension Replica {
  /// Reads the whole file in the background and reports damage to it, beside reads and writes.
  /// Whether what is in it holds together is another question: ``check(limit:)`` answers that.
  ///
  /// For a command that is asked how things stand, and for the start of a program whose device
  /// lost power. Cancelling the task stops it, which is thrown as the database's refusal.
  /// - Complexity: reads every page of the file.
  public func checkFile(_ depth: CheckDepth = .quick) async throws(ReplicaError) -> CheckReport {
    do throws(SQLiteError) {
      return try await pool.check(depth)
    } catch {
      throw ReplicaError(error)
    }
  }
}
