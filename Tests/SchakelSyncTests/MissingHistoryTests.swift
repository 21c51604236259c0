import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Histories that do not come")
struct MissingHistoryTests {
  /// Bram began from states and may only read any more; his edits to two documents are refused, and
  /// both must be built anew from a history that he does not have.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let one: DocumentID
    let other: DocumentID

    init() async throws {
      region = try await TestRegion()
      anna = try await region.device(1)
      bram = try await region.device(2, person: "bram")
      let notes = [try anna.note("bankje"), try anna.note("lantaarn")].sorted()
      (one, other) = (notes[0], notes[1])
      try await anna.sync()
      try await bram.sync()
      try await region.setRole(.reader, of: bram, handle: "bram")
      for note in notes { try bram.replica.edit(note, [.set("body", Value("te laat"))]) }
    }

    func refuse(
      _ id: DocumentID, _ code: TransportFailure.Code
    ) -> @Sendable (DocumentID, [UInt8]) -> Result<[UInt8], TransportFailure> {
      { $0 == id ? .failure(TransportFailure(code, "as the test wants it")) : .success($1) }
    }
  }

  @Test(
    "one that is refused holds up nothing else, and is asked for again when the log has moved on",
    arguments: [TransportFailure.Code.forbidden, .requestRefused, .tooLarge])
  func refused(code: TransportFailure.Code) async throws {
    let scene = try await Scene()
    let bram = scene.bram
    bram.wire { $0.tamperHistory = scene.refuse(scene.one, code) }
    let report = try await bram.sync()
    #expect(report.ending == .complete)
    #expect(report.pushed == 2)
    #expect(report.waiting == 0)
    #expect(report.missing.map(\.request.document) == [scene.one])
    #expect(report.missing.map(\.failure.code) == [code])
    #expect(!report.isSynchronised)
    #expect(bram.wire { $0.histories } == [scene.one, scene.other])
    #expect(try bram.replica.document(scene.one)?.state == .problem)
    try await scene.anna.sync()
    #expect(try bram.states()[scene.other] == scene.anna.states()[scene.other])

    #expect(try await bram.sync().ending == .complete)
    #expect(bram.wire { $0.histories.count } == 2)

    bram.wire { $0.tamperHistory = nil }
    try scene.anna.note("de log gaat verder")
    try await scene.anna.sync()
    #expect(try await bram.sync().isSynchronised)
    #expect(bram.wire { $0.histories.count } == 3)
    #expect(try bram.states() == scene.anna.states())
  }

  @Test("the longer one is refused, the farther the log must move before it is asked for again")
  func seldom() async throws {
    let scene = try await Scene()
    let bram = scene.bram
    bram.wire { $0.tamperHistory = scene.refuse(scene.one, .forbidden) }
    try await bram.sync()
    var asked: [Int] = []
    for round in 1...64 {
      let before = bram.wire { $0.histories.count }
      try scene.anna.note("\(round)")
      try await scene.anna.sync()
      try await bram.sync()
      if bram.wire({ $0.histories.count }) > before { asked.append(round) }
    }
    #expect((3...7).contains(asked.count) && asked.first == 1, "asked in rounds \(asked)")
    bram.wire { $0.tamperHistory = nil }
    // What is new of the document is a reason to ask at once.
    try bram.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(scene.region.space)
      try transaction.awaitHistory(of: scene.one, in: space)
    }
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.states() == scene.anna.states())
  }

  @Test("one that a passing failure keeps away is asked once in each sync until it comes")
  func passing() async throws {
    let scene = try await Scene()
    let bram = scene.bram
    bram.wire { $0.tamperHistory = scene.refuse(scene.one, .serverError) }
    for asked in [1, 2] {
      let report = try await bram.sync(patience: .init(retries: 5))
      #expect(report.ending == .complete)
      #expect(report.missing.map(\.request.document) == [scene.one])
      #expect(bram.wire { wire in wire.histories.count { $0 == scene.one } } == asked)
    }
    bram.wire { $0.tamperHistory = nil }
    #expect(try await bram.sync().isSynchronised)
    try await scene.anna.sync()
    #expect(try bram.states() == scene.anna.states())
  }

  @Test("where the network went there is no asking for the others")
  func networkGone() async throws {
    let scene = try await Scene()
    scene.bram.wire { wire in
      wire.tamperHistory = { _, _ in .failure(TransportFailure(.timedOut, "no network")) }
    }
    let report = try await scene.bram.sync()
    #expect(report.ending == .complete)
    #expect(report.pushed == 2)
    #expect(scene.bram.wire { $0.histories } == [scene.one])
  }

  @Test("one that makes no sense is left, and the database is as it was")
  func senseless() async throws {
    let scene = try await Scene()
    let bram = scene.bram
    let answers = try await scene.region.histories(of: [scene.one, scene.other], for: bram)
    // Each document's history is sent for the other.
    bram.wire { wire in
      wire.tamperHistory = { id, _ in .success(answers[1 - (id == scene.one ? 0 : 1)]) }
    }
    let report = try await bram.sync()
    #expect(report.ending == .complete)
    #expect(Set(report.missing.map(\.request.document)) == [scene.one, scene.other])
    bram.wire { $0.tamperHistory = nil }
    try scene.anna.note("de log gaat verder")
    try await scene.anna.sync()
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.states() == scene.anna.states())
  }
}

extension TestRegion {
  /// What the region would answer to who asks for these documents' histories.
  fileprivate func histories(
    of documents: [DocumentID], for device: TestDevice
  ) async throws -> [[UInt8]] {
    var answers: [[UInt8]] = []
    for document in documents {
      let request = HistoryRequest(space: space, document: document)
      answers.append(try await MemoryTransport(device: device).history(request.encoded))
    }
    return answers
  }
}
