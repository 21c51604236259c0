import Foundation
import Testing

@Suite("Random histories")
struct SimulationTests {
  /// `SCHAKEL_SEED` replays one history; `SCHAKEL_SEEDS` draws that many.
  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["SCHAKEL_SEED"].flatMap(UInt64.init) { return [one] }
    let count = environment["SCHAKEL_SEEDS"].flatMap(UInt64.init) ?? 12
    return Array(1...count)
  }()

  @Test("after the faults cease, all devices and the region hold the same bytes", arguments: seeds)
  func converges(seed: UInt64) async throws {
    var region = try await RandomRegion(seed: seed, devices: 3 + Int(seed % 3))
    let replay = "SCHAKEL_SEED=\(seed) swift test --filter Simulation"
    for _ in 0..<(60 + Int(seed % 5) * 20) { try await region.step() }
    let settled = try await region.settle()
    let ending = region.story.suffix(40).joined(separator: "; ")
    #expect(settled, "not everybody synchronised; \(replay); \(ending)")
    if let failure = try await region.failure() {
      Issue.record("\(failure); \(replay); \(ending)")
    }
  }
}
