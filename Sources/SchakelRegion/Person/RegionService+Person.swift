public import SchakelCore

extension RegionService {
  /// Tells all that the region holds on one person and by them, as of one moment, for that person: what the
  /// right of access is about (GDPR, article 15). That it was asked for is in the log of each space that
  /// they are or were in.
  ///
  /// - Parameters:
  ///   - sink: takes one fact after the other: each sort as a whole, in the order of ``PersonFact``'s cases.
  /// - Throws: `unknownSubject` for a pseudonym that the region does not have; what `sink` throws.
  /// - Complexity: reads the log of every space for each sort of fact in it, and every document; the memory
  ///   of one of them.
  public func exportPerson(
    _ id: PersonID, to sink: @escaping @Sendable (PersonFact) throws(RegionError) -> Void
  ) async throws(RegionError) {
    let spaces = try await store.read { store throws(RegionError) in
      guard try store.person(id) != nil else { throw .unknownSubject }
      return try store.spaces(everOf: id).map(\.id)
    }
    try await noteReading(by: nil, scope: .person, spaces: spaces)
    try await store.read { store throws(RegionError) in
      guard let person = try store.person(id) else { throw .unknownSubject }
      try PersonAccount(of: person, from: store, to: sink).tell()
    }
  }
}
