import SchakelCore
import SchakelRegion
import SchakelStore

/// Many streams that fill a space with notes, each with as many as the next.
struct Crowd {
  let streams: Int
  let notes: Int
  /// How many lives each of the crowd's devices has had: streams that it wrote.
  private static let lives = 10
  private static let streamsPerPush = 100

  /// Enrols the crowd's devices and pushes what they wrote.
  func fill(_ region: LocalRegion) async throws {
    for first in stride(from: 0, to: streams, by: Self.streamsPerPush) {
      try await push(first..<min(first + Self.streamsPerPush, streams), to: region)
    }
  }

  /// Any device may hand in what others sealed.
  private func push(_ numbers: Range<Int>, to region: LocalRegion) async throws {
    var runs: [ChangeRun] = []
    var bearer: SchakelRegion.Device?
    for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.lives) {
      let key = region.cryptography.makeKey()
      let replica = Scribe(first).writer.replica
      let (enrolment, device) = try await region.enrol(replica, key)
      for number in first..<min(first + Self.lives, numbers.upperBound) {
        let writer = Writer(
          replica: replica, incarnation: Incarnation(rawValue: UInt32(number - first)))
        var scribe = Scribe(writer, person: enrolment.person, space: region.space)
        runs.append(run(number, by: &scribe, key))
      }
      bearer = device
    }
    guard let bearer else { return }
    try await region.push(runs, from: bearer)
  }

  /// All that one stream writes.
  private func run(_ number: Int, by scribe: inout Scribe, _ key: Cryptography.Key) -> ChangeRun {
    let changes = stride(from: number, to: notes, by: streams).map { number in
      scribe.create(Note(number), as: .sample(number)).change.encoded
    }
    return ChangeRun(
      writer: scribe.writer, first: 1, changes: changes, seal: scribe.seal { key.sign($0) })
  }
}
