public import SchakelCore

extension RegionService {
  /// How many conflicts of a space await a person.
  /// - Throws: `noAccess` where there is no such space.
  public func openConflicts(in id: SpaceID) async throws(RegionError) -> UInt64 {
    try await store.read { store throws(RegionError) in
      guard let space = try store.space(id) else { throw .noAccess }
      return try store.openConflicts(in: space.number)
    }
  }

  /// Writes an audit file: the log of spaces, keys and records, and the region's signature over it,
  /// all of one moment. Whoever has it can check all of it without asking the region anything.
  ///
  /// - Parameters:
  ///   - ids: which spaces; nil for all.
  ///   - reader: for whom, by a role that reads audits; nil for the operator. It is in the log.
  ///   - sink: takes the file's bytes, in order.
  /// - Throws: `noAccess` for a space that is not there; what `sink` throws.
  public func exportAudit(
    of ids: [SpaceID]? = nil, for reader: PersonID? = nil,
    to sink: @escaping @Sendable ([UInt8]) throws(RegionError) -> Void
  ) async throws(RegionError) {
    var logs = ids ?? []
    if ids == nil { logs = try self.spaces().map(\.id) }
    let spaces = logs
    try await sealLog(of: spaces, reading: .export, by: reader)
    let time = environment.now()
    try await store.read { [environment] store throws(RegionError) in
      let records = try store.spaces().filter { spaces.contains($0.id) }
      var export = AuditExport(store: store, environment: environment, sink: sink)
      try export.write(records, for: reader, at: time)
    }
  }
}
