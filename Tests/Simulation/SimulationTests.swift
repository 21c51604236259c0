import Foundation
import SchakelCore
import Simulator
import Testing

@Suite("Random histories")
struct SimulationTests {
  /// `SCHAKEL_SEED` replays one history, and tells all of it should it end badly; `SCHAKEL_SEEDS`
  /// draws that many, or those from one to another, as in `13-300`.
  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["SCHAKEL_SEED"].flatMap(UInt64.init) { return [one] }
    let bounds = (environment["SCHAKEL_SEEDS"] ?? "12").split(separator: "-").compactMap {
      UInt64($0)
    }
    return Array((bounds.count > 1 ? bounds[0] : 1)...(bounds.last ?? 12))
  }()

  @Test(
    "after the faults cease, all devices and the region hold the same bytes, and nothing is lost",
    arguments: seeds)
  func converges(seed: UInt64) async throws {
    try await check(seed, .plain, "converges")
  }

  @Test(
    "so they do with two spaces, two processes on a home, later devices and fetched histories",
    arguments: seeds)
  func comesTogether(seed: UInt64) async throws {
    try await check(seed, .wide, "comesTogether")
  }

  @Test(
    "so they do where most is carried by hand: late, twice, early, with rivals and runs that stop",
    arguments: seeds)
  func carries(seed: UInt64) async throws {
    try await check(seed, .carried, "carries")
  }

  @Test(
    "so they do where devices and the region get old copies back, and roles come and go",
    arguments: seeds)
  func survives(seed: UInt64) async throws {
    try await check(seed, .harsh, "survives")
  }

  /// In most histories a coordinator says so now and again, in the others after all else.
  @Test("so they do where copies of devices wait for a coordinator's yes", arguments: seeds)
  func waits(seed: UInt64) async throws {
    let weathers: [RandomRegion.Weather] = [.harsh, .carried, .plain, .wide]
    try await check(seed, weathers[Int(seed % 4)], "waits", asks: true)
  }

  /// Each found a fault once: changes under dots that were given out twice, carried on by bundles,
  /// also past changes that a device never had; a region that was put back; comparisons that began
  /// again for ever; what was written on top of changes that gave way.
  private static let mendedSeeds: [UInt64] = [
    27, 49, 50, 52, 53, 59, 69, 86, 122, 138, 254,
  ]

  @Test("what once came apart comes together", arguments: mendedSeeds)
  func mended(seed: UInt64) async throws {
    try await check(seed, .plain, "converges")
  }

  /// How many orders to erase are told of.
  private static let erasures = 3

  private func check(
    _ seed: UInt64, _ weather: RandomRegion.Weather, _ name: String, asks: Bool = false
  ) async throws {
    var region = try await RandomRegion(seed: seed, weather: weather, asks: asks)
    try await region.live()
    let settled = try await region.settle()
    let replay = "SCHAKEL_SEED=\(seed) swift test --filter \(name)"
    let ending = region.story.suffix(Self.seeds.count > 1 ? 40 : .max).joined(separator: "; ")
    #expect(settled, "not everybody synchronised; \(replay); \(ending)")
    if let failure = try await region.failure() {
      Issue.record("\(failure); \(replay); \(ending)")
    } else if weather == .carried, let rest = try await region.eraseAndReadAgain() {
      Issue.record("\(rest); \(replay); \(region.story.suffix(Self.erasures)); \(ending)")
    }
  }

  /// Streams that a later page of a bootstrap told as they were by then; own dots that a page said
  /// the region has, and another life of the device had given out.
  @Test("with two spaces too", arguments: [68, 1204] as [UInt64])
  func mendedWide(seed: UInt64) async throws {
    try await check(seed, .wide, "comesTogether")
  }

  /// Documents that another space took first; another history of which the end alone was known; a
  /// refusal that a history told before the log; refusals of a life that the region lost, and what
  /// stood in the way of its account; a stream of an earlier life whose end came back by states.
  @Test("by hand too", arguments: [36, 117, 833, 852, 1308, 1584, 1644] as [UInt64])
  func mendedCarried(seed: UInt64) async throws {
    try await check(seed, .carried, "carries")
  }

  /// What the region lost and devices have by states alone; an own stream that goes on past a refusal
  /// of which the link alone is here.
  @Test("with old copies too", arguments: [30, 38, 128, 177, 492] as [UInt64])
  func mendedHarsh(seed: UInt64) async throws {
    try await check(seed, .harsh, "survives")
  }

  @Test("a seed tells the same history each time, byte for byte")
  func replays() async throws {
    var tellings: [[Digest]] = []
    for _ in 0..<2 {
      var region = try await RandomRegion(seed: 4, weather: .harsh)
      try await region.live()
      tellings.append(try await region.fingerprints())
    }
    #expect(tellings[0] == tellings[1])
  }
}
