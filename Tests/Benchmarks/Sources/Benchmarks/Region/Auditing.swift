import SchakelCore
import SchakelRegion
import SchakelStore
import Synchronization

/// The check of an audit file: of a region with so many changes, pushed by devices in runs of fifty,
/// a fifth of them new notes and the others edits of one field, some of these concurrent.
struct Auditing {
  private static let devices = 4
  private static let runChanges = 50

  private let changes: Int
  private let file: [UInt8]
  private let key: [UInt8]

  init(_ bench: Bench, changes: Int) async throws {
    let region = try await LocalRegion(bench)
    try await Self.fill(region, changes)
    self.changes = changes
    let written = Mutex<[UInt8]>([])
    try await region.service.exportAudit { bytes in written.withLock { $0 += bytes } }
    file = written.withLock { $0 }
    key = region.publicKey
  }

  private static func fill(_ region: LocalRegion, _ changes: Int) async throws {
    let keys = (0..<devices).map { _ in region.cryptography.makeKey() }
    var (scribes, hosts): ([Scribe], [SchakelRegion.Device]) = ([], [])
    for number in 0..<devices {
      let writer = Scribe(number).writer
      let (enrolment, device) = try await region.enrol(writer.replica, keys[number])
      scribes.append(Scribe(writer, person: enrolment.person, space: region.space))
      hosts.append(device)
    }
    var states: [DocumentState] = []
    // As things were a run ago: what is written on that is concurrent with what came since.
    var seen: [DocumentState] = []
    for first in stride(from: 0, to: changes, by: runChanges) {
      let device = first / runChanges % devices
      let before = scribes[device].counter
      var items: [[UInt8]] = []
      let begin = states
      for number in first..<min(first + runChanges, changes) {
        items.append(
          try write(number, &scribes[device], &states, seen: seen))
      }
      let run = ChangeRun(
        writer: scribes[device].writer, first: before + 1, changes: items,
        seal: scribes[device].seal { keys[device].sign($0) })
      try await region.push([run], from: hosts[device])
      seen = begin
    }
  }

  private static func write(
    _ number: Int, _ scribe: inout Scribe, _ states: inout [DocumentState], seen: [DocumentState]
  ) throws -> [UInt8] {
    if number % 5 == 0 {
      let written = scribe.create(Note(number), as: .sample(states.count))
      states.append(DocumentState())
      try states[states.count - 1].take(written)
      return written.change.encoded
    }
    let document = number * 7_919 % states.count
    var state = states[document]
    let writer = scribe.writer
    if number % 10 == 1, document < seen.count,
      seen[document].vector.counter(of: writer) == state.vector.counter(of: writer)
    {
      state = seen[document]
    }
    let field: Name = number % 3 == 0 ? "observedOn" : "place"
    let written = scribe.set(
      field, Value("versie \(number)"), of: .sample(document), in: state)
    try states[document].take(written)
    return written.change.encoded
  }

  func figures(_ bench: Bench) async throws -> [Figure] {
    let cryptography = bench.cryptography
    let medians = try await Rounds.run(
      bench,
      [
        Rounds.Contender("verify") { _ in
          {
            var verifier = AuditVerifier(
              trusting: key, hashing: cryptography.hashing, verify: cryptography.firstFalse)
            guard try verifier.verify(file).counts.changes == UInt64(changes)
            else { throw Unexpected("an audit of fewer changes") }
          }
        }
      ])
    return [
      Figure(
        "audit.verify", medians["verify"].map { Double(changes) / $0 }, "changes/s",
        target: .atLeast(40_000),
        note:
          "a file of \(changes) changes in runs of \(Self.runChanges), each sealed, checked from "
          + "its bytes: chains, seals, rights, the log's hash, the merge, records and digests"),
      Figure(
        "audit.bytes", Double(file.count) / Double(changes), "bytes/change",
        note: "what a change takes in that file, values and all"),
    ]
  }
}

extension Benchmark {
  static let auditing = Benchmark("audit.verify") { bench in
    let changes = bench.scale.pick(smoke: 100, quick: 20_000, full: 100_000)
    return try await Auditing(bench, changes: changes).figures(bench)
  }
}
