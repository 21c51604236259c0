import Foundation
import SchakelCore
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
    var region = try await RandomRegion(seed: seed)
    try await region.live()
    let settled = try await region.settle()
    let replay = "SCHAKEL_SEED=\(seed) swift test --filter Simulation"
    let ending = region.story.suffix(40).joined(separator: "; ")
    #expect(settled, "not everybody synchronised; \(replay); \(ending)")
    if let failure = try await region.failure() {
      Issue.record("\(failure); \(replay); \(ending)")
    }
  }

  @Test("a seed tells the same history each time, byte for byte")
  func replays() async throws {
    var tellings: [[Digest]] = []
    for _ in 0..<2 {
      var region = try await RandomRegion(seed: 4)
      try await region.live()
      tellings.append(try await region.fingerprints())
    }
    #expect(tellings[0] == tellings[1])
  }
}
