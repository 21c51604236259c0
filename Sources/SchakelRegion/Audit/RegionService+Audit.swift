public import SchakelCore

extension RegionService {
  /// How many conflicts of a space await a person.
  /// - Throws: `noAccess` where there is no such space.
  /// - Complexity: in proportion to the answer.
  public func openConflicts(in id: SpaceID) async throws(RegionError) -> UInt64 {
    try await store.read { store throws(RegionError) in
      guard let space = try store.space(id) else { throw .noAccess }
      return try store.openConflicts(in: space.number)
    }
  }

  /// How many conflicts of all spaces await a person.
  /// - Complexity: in proportion to the answer and the number of spaces.
  public func openConflicts() async throws(RegionError) -> UInt64 {
    try await store.read { store throws(RegionError) in
      var count: UInt64 = 0
      for space in try store.spaces() { count += try store.openConflicts(in: space.number) }
      return count
    }
  }

  /// Writes an audit file: the log of spaces, keys and records, and the region's signature over it,
  /// all of one moment. Whoever has it can check all of it without asking the region anything.
  ///
  /// - Parameters:
  ///   - ids: which spaces; nil for all that the reader may audit.
  ///   - reader: for whom, by pseudonym, with the role of auditor; nil for the operator. It is in
  ///     the log.
  ///   - sink: takes the file's bytes, in order: one part at a time.
  /// - Throws: `noAccess` for a space that is not there, or of which the reader is no auditor; what
  ///   `sink` throws.
  public func exportAudit(
    of ids: [SpaceID]? = nil, for reader: PersonID? = nil,
    to sink: @escaping @Sendable ([UInt8]) throws(RegionError) -> Void
  ) async throws(RegionError) {
    try await writeAudit(of: ids, for: reader, as: .export, to: sink)
  }

  /// Checks the logs of spaces as anybody can who has an audit file, with the region's own key. No
  /// file is made: each part is checked as it is written. It is in the log.
  ///
  /// - Parameter ids: which spaces; nil for all.
  /// - Returns: how much was checked, or the first thing that does not hold.
  /// - Throws: `noAccess` for a space that is not there; `damaged`, where the store cannot even be
  ///   read through.
  /// - Complexity: reads and replays all changes, and keeps the documents in memory.
  public func verifyAudit(
    of ids: [SpaceID]? = nil
  ) async throws(RegionError) -> Result<AuditReport, AuditFault> {
    let check = AuditCheck(environment)
    do throws(RegionError) {
      try await writeAudit(of: ids, for: nil, as: .verification) { bytes throws(RegionError) in
        try check.take(bytes)
      }
    } catch {
      guard let fault = check.fault else { throw error }
      return .failure(fault)
    }
    return check.finish()
  }

  private func writeAudit(
    of ids: [SpaceID]?, for reader: PersonID?, as scope: LogEntry.Reading.Scope,
    to sink: @escaping @Sendable ([UInt8]) throws(RegionError) -> Void
  ) async throws(RegionError) {
    let spaces = try audited(ids, by: reader).map(\.id)
    // Before the log is sealed: a checkpoint that is younger than the file is none that it lacks.
    let time = environment.now()
    try await sealLog(of: spaces, reading: scope, by: reader)
    try await store.read(for: reader) { [environment] store throws(RegionError) in
      let records = try store.spaces().filter { spaces.contains($0.id) }
      var export = AuditExport(store: store, environment: environment, sink: sink)
      try export.write(records, for: reader, at: time)
    }
  }
}
