import SchakelCore
import SchakelKeys
import SchakelStore

/// A replica of an invented person with one space, and time and chance that do not vary.
struct Device {
  let replica: Replica

  static let space = SpaceID(rawValue: 0x5ace)

  init(
    in folder: String, seed: UInt64 = 1, synchronous: ConnectionOptions.Synchronous = .off,
    hashing: Hashing = .crypto
  ) throws {
    let clock = SteadyClock(seed: seed)
    replica = try Replica.open(
      home: folder,
      environment: ReplicaEnvironment(
        now: { clock.now() }, random: { clock.random() }, hashing: hashing),
      synchronous: synchronous)
    try replica.adopt(
      Enrolment(
        person: PersonID(rawValue: seed), name: "Voorbeeld",
        spaces: [.init(id: Self.space, name: "Voorbeeldwijk", role: .contributor)]))
  }

  func create(_ note: Note) throws -> DocumentID {
    try replica.create("fieldNote", note.fields, in: Self.space)
  }
}
