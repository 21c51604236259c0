public import SchakelCore

extension RegionService {
  /// The fingerprint of a space: equal to that of a device which holds the same bytes. Reads every
  /// document, and holds sixteen bytes for each meanwhile: ask for it on demand.
  /// - Throws: `noAccess` for an unknown space.
  public func fingerprint(of space: SpaceID) async throws(RegionError) -> Digest {
    try await store.read { [self] store throws(RegionError) in
      guard let space = try store.space(space) else { throw .noAccess }
      var numbers: [(id: DocumentID, number: UInt64)] = []
      try store.documents(in: space.number, after: 0) { record throws(RegionError) in
        if !record.isEmpty { numbers.append((record.id, record.number)) }
        return true
      }
      numbers.sort { $0.id < $1.id }
      var fingerprint = Fingerprint(hashing: environment.hashing)
      for entry in numbers {
        guard let record = try store.document(number: entry.number, in: space.number) else {
          throw .damaged("a document that was listed is not there")
        }
        fingerprint.add(record.id, state: try store.state(of: record))
      }
      return fingerprint.digest
    }
  }
}
