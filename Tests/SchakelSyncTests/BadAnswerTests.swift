import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

@Suite("Answers that cannot be read")
struct BadAnswerTests {
  /// What becomes of an answer on its way.
  struct Spoiling: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: @Sendable ([UInt8]) -> [UInt8]

    init(_ description: String, _ body: @escaping @Sendable ([UInt8]) -> [UInt8]) {
      testDescription = description
      self.body = body
    }
  }

  private static let nested = [UInt8](repeating: 0x81, count: 100_000)

  static let all: [Spoiling] =
    [
      Spoiling("nothing") { _ in [] },
      Spoiling("a page") { _ in Array("<html><body>Log in first</body></html>".utf8) },
      Spoiling("one byte too many") { $0 + [0] },
      Spoiling("twice") { $0 + $0 },
      Spoiling("only arrays in arrays") { _ in nested },
      // RFC 8949 §3.1: the head of a map says how many pairs follow.
      Spoiling("arrays in arrays as one more member") {
        [$0[0] + 1] + $0.dropFirst() + [0x18, 0x7f] + nested + [0]
      },
      Spoiling("a map of 2^63 members") { _ in [0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 1] },
      Spoiling("a text of 2^40 bytes") { _ in [0xa1, 0x7b, 0, 0, 1, 0, 0, 0, 0, 0, 0x61] },
    ]
    + (1..<16).map { part in
      Spoiling("\(part) parts of 16") { Array($0.prefix($0.count * part / 16)) }
    }

  /// The way to the region in memory, on which answers are spoilt for as long as a test wants it.
  private final class SpoilingTransport: SyncTransport {
    let spoiling: Mutex<Spoiling?>
    private let base: MemoryTransport

    init(_ device: TestDevice, _ spoiling: Spoiling) {
      base = MemoryTransport(device: device)
      self.spoiling = Mutex(spoiling)
    }

    private func spoilt(_ answer: [UInt8]) -> [UInt8] {
      spoiling.withLock { $0.map { $0.body(answer) } ?? answer }
    }

    func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
      spoilt(try await base.sync(request))
    }

    func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
      spoilt(try await base.history(request))
    }

    func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
      AsyncStream.makeStream(of: SpaceID.self).stream
    }
  }

  @Test(
    "an answer that is none is called that, changes nothing here, and the next sync does it all",
    arguments: all)
  func spoilt(_ spoiling: Spoiling) async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    try bram.note("van de overkant")
    try await bram.sync()
    try anna.note("van hier")
    let before = try anna.states()
    let transport = SpoilingTransport(anna, spoiling)
    let synchroniser = Synchroniser(
      replica: anna.replica, transport: transport, signer: anna.signer,
      verifier: TestRegion.verifier)
    let report = try await synchroniser.run(patience: SyncSession.Patience(retries: 0))
    guard case .failed(let failure) = report.ending else {
      Issue.record("\(String(describing: report.ending))")
      return
    }
    #expect(failure.code == .notSchakel, "\(failure)")
    #expect(report.exchanges == 0 && report.waiting == 1 && !report.isSynchronised)
    #expect(try anna.states() == before)

    transport.spoiling.withLock { $0 = nil }
    let next = try await synchroniser.run()
    #expect(next.isSynchronised && next.news == 1)
    try await bram.sync()
    #expect(try anna.states() == bram.states())
    #expect(try anna.states().count == 2 && anna.replica.check() == [])
  }

  @Test("a history that cannot be read is called that, and comes whole the next time")
  func history() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    let id = try bram.note("eerst")
    try bram.replica.edit(id, [.set("title", Value("later"))])
    try await bram.sync()
    try await anna.sync()
    let before = try anna.states()
    let request = HistoryRequest(space: region.space, document: id)
    for spoiling in Self.all {
      let transport = SpoilingTransport(anna, spoiling)
      let synchroniser = Synchroniser(
        replica: anna.replica, transport: transport, signer: anna.signer,
        verifier: TestRegion.verifier)
      let failure = try await synchroniser.fetchHistory(request)
      #expect(failure?.code == .notSchakel, "\(spoiling.testDescription)")
      #expect(try anna.states() == before)
    }
    #expect(try !anna.replica.history(id).isComplete)
    let synchroniser = Synchroniser(
      replica: anna.replica, transport: MemoryTransport(device: anna), signer: anna.signer,
      verifier: TestRegion.verifier)
    #expect(try await synchroniser.fetchHistory(request) == nil)
    #expect(try anna.replica.history(id).isComplete)
  }
}
