import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("A proxy that takes less at once than a device sends")
struct LargeRequestTests {
  private func synchroniser(
    _ device: TestDevice, largest: Int
  ) -> (Synchroniser, StreamingTransport) {
    let transport = StreamingTransport(device)
    transport { $0.largest = largest }
    let synchroniser = Synchroniser(
      replica: device.replica, transport: transport, signer: device.signer,
      verifier: TestRegion.verifier, sleep: { _ in }, random: { 0 })
    return (synchroniser, transport)
  }

  @Test("everything goes in smaller parts, without a rest and without anybody's help")
  func smallerParts() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    for number in 0..<60 {
      try anna.note("n\(number)", ["body": [Value(String(repeating: "lang ", count: 2_000))]])
    }
    let (synchroniser, transport) = synchroniser(anna, largest: 100_000)
    let report = try await synchroniser.run(patience: .init(retries: 0))
    #expect(report.isSynchronised && report.pushed == 60)
    #expect(report.exchanges >= 6 && transport { $0.syncs } > report.exchanges)
    let bram = try await region.device(2)
    try await bram.sync()
    #expect(try bram.states() == anna.states())
  }

  @Test("one change that is too large by itself is said to be so, and stays")
  func tooLarge() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let id = try anna.note("groot", ["body": [Value(String(repeating: "lang ", count: 2_000))]])
    let (synchroniser, _) = synchroniser(anna, largest: 5_000)
    let report = try await synchroniser.run(patience: .init(retries: 0))
    guard case .failed(let failure) = report.ending else {
      Issue.record("it went through")
      return
    }
    #expect(failure.code == .tooLarge && report.waiting == 1)
    #expect(try anna.states()[id] != nil)
  }
}
