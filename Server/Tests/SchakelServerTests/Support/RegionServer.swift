import EdgeTesting
import Foundation
import Logging
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import ServiceLifecycle
import Synchronization
import Testing

@testable import SchakelServer

/// A region with one space behind a server on a port of its own, for the time of one test.
final class RegionServer: Sendable {
  let service: RegionService
  let key: SigningKey
  let space: SpaceID
  let port: Int
  let log: Recorder<String>
  let clock: Clock
  /// How long refused enrolments were held back, by a clock that stands still; nobody waits for it.
  let delays: Recorder<Duration>
  private let scratch: Scratch

  /// A clock that a test moves on.
  final class Clock: Sendable {
    private let shift = Atomic<UInt64>(0)
    var now: UInt64 { UInt64(millisecondsNow()) + shift.load(ordering: .relaxed) }
    func advance(_ milliseconds: UInt64) { shift.add(milliseconds, ordering: .relaxed) }
  }

  private init(
    _ service: RegionService, _ key: SigningKey, _ space: SpaceID, _ port: Int,
    _ log: Recorder<String>, _ clock: Clock, _ delays: Recorder<Duration>, _ scratch: Scratch
  ) {
    self.delays = delays
    self.service = service
    self.key = key
    self.space = space
    self.port = port
    self.log = log
    self.clock = clock
    self.scratch = scratch
  }

  static func environment(_ key: SigningKey, _ clock: Clock) -> RegionEnvironment {
    RegionEnvironment(
      now: { clock.now }, randomBytes: { randomBytes($0) }, hashing: .portable,
      verify: { SigningKey.isValid($2, of: $1, by: $0) },
      sign: { (try? key.sign($0)) ?? [] }, publicKey: key.publicKey)
  }

  /// Starts a server, runs `body` against it, and shuts it down.
  ///
  /// - Parameter store: puts a store of another kind around the one in the file.
  static func run<Value: Sendable>(
    _ configuration: EdgeConfiguration = EdgeConfiguration(), identity: ServerIdentity? = nil,
    store wrap: (SQLiteRegionStore) -> any RegionStore = { $0 },
    _ body: (RegionServer) async throws -> Value
  ) async throws -> Value {
    let (scratch, key, clock) = (try Scratch(), SigningKey(), Clock())
    let file = try SQLiteRegionStore(scratch.path + "/region.sqlite")
    let registry = MetricRegistry(catalogue: EdgeMetrics.catalogue + RegionMetrics.catalogue)
    let metrics = RegionMetrics(factory: registry)
    var limits = RegionLimits()
    limits.changesPerRequest = configuration.limits.batchChanges
    let service = try await RegionService(
      store: wrap(file), environment: environment(key, clock), limits: limits, meter: metrics.note)
    try await service.found(name: "Example region")
    let space = try await service.addSpace(name: "Example neighbourhood").id
    let delays = Recorder<Duration>()
    let routes = RegionRoutes(
      service: service, publicKey: key.publicKey,
      bundleKey: BundleKey(
        publicKey: BundleSecret().publicKey, signedBy: { (try? key.sign($0)) ?? [] }),
      limits: configuration.limits, exportFolder: scratch.path, metrics: metrics,
      pace: InvitationPace(
        configuration.limits, now: { .zero }, sleep: { delays.add($0) }))
    let log = Recorder<String>()
    let ports = AsyncStream<Int>.makeStream()
    var configuration = configuration
    configuration.listen = ListenAddress("127.0.0.1:0")!
    let server = EdgeServer<Device>(
      configuration: configuration, identity: identity, health: HealthChecks { .ready },
      registry: registry, logger: .recording(to: log), streams: routes.services,
      onListening: { ports.continuation.yield($0.port) }, addRoutes: routes.add)
    let group = server.serviceGroup(signals: []) { try? service.close() }
    async let running: Void = group.run()
    var iterator = ports.stream.makeAsyncIterator()
    let port = await iterator.next() ?? 0
    let result: Result<Value, any Error>
    do {
      result = .success(
        try await body(RegionServer(service, key, space, port, log, clock, delays, scratch)))
    } catch {
      result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
  }

  // MARK: Devices

  func code(
    for person: String, to space: SpaceID? = nil, as role: Role = .contributor
  ) async throws -> [UInt8] {
    try await service.invite(
      handle: person, name: "Example \(person)", to: space ?? self.space, as: role
    ).code
  }

  /// A device that is not enrolled yet.
  func stranger() throws -> TestDevice {
    try TestDevice(home: try scratch.folder(), port: port)
  }

  func device(
    of person: String, in space: SpaceID? = nil, as role: Role = .contributor
  ) async throws -> TestDevice {
    let device = try stranger()
    try await device.enrol(with: try await code(for: person, to: space, as: role))
    return device
  }

  // MARK: Requests

  func get(_ path: String, token: String? = nil) async throws -> Answer {
    let fields = token.map { ["Authorization: Bearer \($0)"] } ?? []
    return try await Wire.connect(to: port) { try await $0.get(path, fields) }
  }

  func enrol(_ body: String, token: String? = nil) async throws -> Answer {
    let fields =
      ["Content-Type: application/json"] + (token.map { ["Authorization: Bearer \($0)"] } ?? [])
    return try await Wire.connect(to: port) {
      try await $0.post("/v1/enrolments", fields, body: Array(body.utf8))
    }
  }

  /// The entries in the space's log.
  var entries: UInt64 {
    get async throws { try await service.status().spaces[0].entries }
  }
}

extension Answer {
  /// The members of a JSON object.
  var object: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
  }

  /// The places that a problem names.
  var places: [String] {
    let faults = problem["errors"] as? [[String: Any]] ?? []
    return faults.compactMap { $0["location"] as? String }
  }
}
