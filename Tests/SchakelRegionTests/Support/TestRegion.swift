import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

/// A region in a folder of its own, with a clock and chance that a test controls.
struct TestRegion {
  let scratch: Scratch
  let clock: FakeClock
  let random: FakeRandom
  let store: SQLiteRegionStore
  let service: RegionService

  static func make(
    seed: UInt64 = 1, limits: RegionLimits = RegionLimits(), admitsCopies: Bool = true,
    meter: @escaping @Sendable (RegionEvent) -> Void = { _ in },
    options change: (inout ConnectionOptions) -> Void = { $0.synchronous = .off }
  ) async throws -> TestRegion {
    let region = try await TestRegion(
      scratch: Scratch(), clock: FakeClock(), random: FakeRandom(seed: seed), limits: limits,
      admitsCopies: admitsCopies, meter: meter, options: change)
    try await region.service.found(name: "Noord")
    return region
  }

  init(
    scratch: Scratch, clock: FakeClock, random: FakeRandom,
    limits: RegionLimits = RegionLimits(), admitsCopies: Bool = true,
    meter: @escaping @Sendable (RegionEvent) -> Void = { _ in },
    options change: (inout ConnectionOptions) -> Void = { $0.synchronous = .off }
  ) async throws {
    self.scratch = scratch
    self.clock = clock
    self.random = random
    var options = SQLiteRegionStore.options
    change(&options)
    store = try SQLiteRegionStore(
      scratch.file(), readers: 2, groupBytes: limits.groupBytes, options: options)
    service = try await RegionService(
      store: store,
      environment: RegionEnvironment(
        now: { clock.now }, randomBytes: { random.bytes($0) }, hashing: .portable,
        verify: { FakeKeys.verify($0, $1, $2) },
        sign: { FakeKeys.sign($0, by: FakeKeys.region) }, publicKey: FakeKeys.region),
      limits: limits, admitsCopies: admitsCopies, meter: meter)
  }

  /// Returns once all commits so far are done with, those who watch included.
  func settle() async throws { try await store.write(cost: 0) { _ throws(RegionError) in } }

  /// The same region, opened again after this one was closed.
  func reopened(limits: RegionLimits = RegionLimits()) async throws -> TestRegion {
    try await TestRegion(scratch: scratch, clock: clock, random: random, limits: limits)
  }

  /// A device of its own person, who is in `space` unless that is nil.
  func device(
    _ handle: String, in space: SpaceID, as role: Role = .contributor
  ) async throws -> TestDevice {
    let key = random.bytes(32)
    let replica = ReplicaID(rawValue: random.next())
    let invitation = try await service.invite(
      handle: handle, name: "Name of \(handle)", to: space, as: role)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: "phone of \(handle)", replica: replica, publicKey: key)
    let token = Array(try #require(enrolment.token).utf8)
    let device = try #require(try await service.authenticate(token: token))
    return TestDevice(device, key: key, region: self)
  }
}

/// The error that `body` throws; a failed expectation when it throws none.
func failure(
  _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws -> RegionError {
  do {
    try await body()
  } catch let error as RegionError {
    return error
  }
  return try #require(nil as RegionError?, "no error was thrown", sourceLocation: location)
}
