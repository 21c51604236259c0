import SchakelCore

/// The region as a writer among others: what it decides by a rule are changes of its own, which
/// devices read, keep and hand in like anybody's.
///
/// Replica and person follow from the region's public key, so that a region that was put back is the
/// same writer to its devices, and knows its own changes when they come back. The incarnation follows
/// from the epoch: what is written after that never stands under a dot that was given out before.
/// Protocol/spec/text.md has the bytes.
struct RegionIdentity: Sendable {
  let replica: ReplicaID
  let person: PersonID
  /// With which its seals are verified: the region's own.
  let publicKey: [UInt8]

  /// The operator's name for a person has a byte at least, so that nobody else is called so.
  private static let handle = ""

  init(publicKey: [UInt8], hashing: Hashing) {
    replica = Self.identifier("schakel/region-replica/1", publicKey, hashing)
    person = Self.identifier("schakel/region-person/1", publicKey, hashing)
    self.publicKey = publicKey
  }

  private static func identifier<Subject>(
    _ label: StaticString, _ key: [UInt8], _ hashing: Hashing
  ) -> Identifier<Subject> {
    Identifier(rawValue: hashing.sha256(Array(label.description.utf8) + key).prefix64)
  }

  func writer(in epoch: EpochID) -> Writer {
    let incarnation = Incarnation(rawValue: UInt32(truncatingIfNeeded: epoch.rawValue))
    return Writer(replica: replica, incarnation: incarnation)
  }

  func personRecord(of region: RegionRecord) -> PersonRecord {
    PersonRecord(id: person, handle: Self.handle, name: region.name)
  }

  /// - Parameter created: milliseconds since 1970 (UTC).
  func deviceRecord(created: UInt64) -> DeviceRecord {
    DeviceRecord(
      replica: replica, person: person, name: "", publicKey: publicKey, status: .active,
      created: created, lastContact: nil, agent: "")
  }
}
