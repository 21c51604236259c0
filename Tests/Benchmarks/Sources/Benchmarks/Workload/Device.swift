import SchakelCore
import SchakelStore

/// A replica of an invented person with one space, and time and chance that do not vary.
struct Device {
  let replica: Replica

  static let space = SpaceID(rawValue: 0x5ace)

  init(
    in folder: String, seed: UInt64 = 1, synchronous: ConnectionOptions.Synchronous = .off,
    hashing: Hashing, cipher: (any ContentCipher)? = nil
  ) throws {
    let clock = SteadyClock(seed: seed)
    replica = try Replica.open(
      home: folder,
      environment: ReplicaEnvironment(
        now: { clock.now() }, random: { clock.random() }, hashing: hashing,
        cipher: cipher),
      synchronous: synchronous)
    try replica.adopt(
      Enrolment(
        person: PersonID(rawValue: seed), name: "Voorbeeld",
        spaces: [.init(id: Self.space, name: "Voorbeeldwijk", role: .contributor)]))
  }

  func create(_ note: Note) throws -> DocumentID {
    try replica.create("fieldNote", note.fields, in: Self.space)
  }

  /// Many notes, a thousand in a commit.
  func create(_ numbers: Range<Int>) throws { try replica.create(numbers, in: Self.space) }
}

extension Replica {
  /// How many notes share a commit where a benchmark fills a replica.
  private static let batch = 1_000

  /// Writes notes, many in a commit.
  func create(_ numbers: Range<Int>, in space: SpaceID) throws {
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.batch) {
      let part = start..<min(start + Self.batch, numbers.upperBound)
      let notes = part.map { number in
        NewContribution(
          id: DocumentID.sample(number), kind: "fieldNote", fields: Note(number).fields)
      }
      try createAll(notes, in: space)
    }
  }
}
