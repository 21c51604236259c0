import SchakelCore

// What a server needs to make backups by itself.
extension RegionService {
  /// What came of the copies that a server made by itself; nothing of those that it was never told to make.
  public func backups() throws(RegionError) -> [BackupRecord.Content: BackupRecord] {
    try store.look { store throws(RegionError) in try store.backups() }
  }

  /// Writes down what came of an attempt.
  ///
  /// - Parameters:
  ///   - attempted: when it began.
  ///   - next: when the next one is to be there, milliseconds since 1970 (UTC).
  ///   - problem: why it failed; nil where it did not.
  public func note(
    _ content: BackupRecord.Content, attempted: UInt64, next: UInt64?, problem: String?
  ) async throws(RegionError) {
    try await write(cost: 128) { transaction throws(RegionError) in
      let done = try transaction.backups()[content]?.done
      try transaction.save(
        BackupRecord(
          attempted: attempted, done: problem == nil ? attempted : done, next: next,
          problem: problem), of: content)
    }
  }

  /// The whole entries of the ledger, for a copy: checked from end to end. nil where there is none.
  /// - Throws: `ledger` where one is altered.
  public func ledgerBytes() async throws(RegionError) -> [UInt8]? {
    guard let ledger else { return nil }
    return try await store.read { [environment] _ throws(RegionError) in
      try ledger.wholeEntries(environment)
    }
  }
}
