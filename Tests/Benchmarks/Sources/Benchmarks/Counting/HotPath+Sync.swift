import SchakelCore
import SchakelStore

extension HotPath {
  private static let warmUp = 100
  private static let notes = 1_000
  private static let idleSyncs = 20

  /// Both ends of a sync, without the network between them.
  static let sync = [
    HotPath("region.push", each: "change") { bench in
      let region = try await LocalRegion(bench)
      let key = region.cryptography.makeKey()
      let (enrolment, device) = try await region.enrol(Scribe(1).writer.replica, key)
      var scribe = Scribe(Scribe(1).writer, person: enrolment.person, space: region.space)
      func run(_ numbers: Range<Int>) -> ChangeRun {
        let changes = numbers.map {
          scribe.create(Note($0), as: .sample($0)).change.encoded
        }
        return ChangeRun(
          writer: scribe.writer, first: UInt64(numbers.lowerBound + 1), changes: changes,
          seal: scribe.seal { key.sign($0) })
      }
      try await region.push([run(0..<warmUp)], from: device)
      let pushed = run(warmUp..<warmUp + many(bench, notes))
      return Work(many(bench, notes)) { try await region.push([pushed], from: device) }
    },
    HotPath("replica.absorb", each: "change") { bench in
      let pair = try await Pair(bench)
      let count = many(bench, notes)
      try await pair.write(0..<warmUp)
      try pair.create(warmUp..<warmUp + count)
      return try await pair.pull(count)
    },
    HotPath("replica.merge", each: "change") { bench in
      let pair = try await Pair(bench)
      let count = many(bench, notes)
      try await pair.write(0..<count)
      try pair.edit(0..<count, "links", in: pair.reader)
      try pair.edit(0..<count, "rechts", in: pair.writer)
      return try await pair.pull(count)
    },
    HotPath("sync.idle", each: "sync") { bench in
      let pair = try await Pair(bench)
      try await pair.write(0..<warmUp)
      let times = many(bench, idleSyncs)
      for _ in 0..<3 { try await pair.reader.sync() }
      return Work(times) { for _ in 0..<times { try await pair.reader.sync() } }
    },
  ]
}
