import SchakelCore
import Testing

@testable import SchakelRegion

/// A copy of the region. Whatever it draws is the same each time, so that what it writes itself
/// does not hang on what it drew for before.
struct FairTwin {
  let region: TestRegion
  let service: RegionService
  let fair: Fair

  init(of fair: Fair) async throws {
    self.fair = fair
    let scratch = try Scratch()
    try await fair.region.settle()
    shell("cp '\(fair.region.scratch.path)'/region.sqlite* '\(scratch.path)/'")
    region = try await TestRegion(
      scratch: scratch, clock: fair.region.clock, random: FakeRandom(seed: 1))
    let own = region.service.environment
    let environment = RegionEnvironment(
      now: own.now, randomBytes: { [UInt8](repeating: 5, count: $0) }, hashing: own.hashing,
      verify: own.verify, sign: own.sign, publicKey: own.publicKey)
    service = try await RegionService(store: region.store, environment: environment)
  }

  /// Pushes runs in one request, and answers what is said of their changes.
  @discardableResult
  func push(_ runs: [ChangeRun]) async throws -> [SyncAnswer.Outcome] {
    var asked = SyncRequest.Space(space: fair.space, cursor: nil, digest: 0)
    asked.push = runs
    let request = SyncRequest(agent: "test/1", limit: 0, spaces: [asked])
    let answer = try await service.sync(request, from: fair.writers.anna.device.device)
    let space = try #require(answer.spaces.first)
    #expect(space.receipt != nil, "something was not taken")
    return space.outcomes
  }

  func picture() async throws -> RegionPicture {
    let space = fair.space
    return try await region.store.read { store throws(RegionError) in
      try RegionPicture(of: space, from: store)
    }
  }
}
