import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

/// Devices whose tokens renew by themselves, whatever goes wrong on the way.
@Suite("Tokens that renew by themselves")
struct TokenTests {
  private static let day: Int64 = 24 * 3_600_000

  /// A device with its home, and the processes that run on it.
  private struct Scene {
    let region: TestRegion
    let device: TestDevice
    let home: TokenHome

    init(_ seed: UInt64 = 1, at region: TestRegion? = nil) async throws {
      let region = if let region { region } else { try await TestRegion() }
      self.region = region
      device = try await region.device(seed, person: "anna")
      home = TokenHome(try #require(device.token))
    }

    init(_ other: Scene, at region: TestRegion) throws {
      self.region = region
      (device, home) = (try other.device.moved(to: region), other.home)
    }

    /// A process that begins now.
    func process() -> TokenProcess { TokenProcess(device, home) }

    func advance(_ days: Int64) { region.clock.advance(days * TokenTests.day) }
  }

  /// Asserts that a note goes from one device to the region, with all that was written before.
  private func syncs(
    _ process: TokenProcess, _ scene: Scene, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    try scene.device.note("note \(scene.home.saved)")
    let report = try await process.sync()
    #expect(report.isSynchronised, "\(report)", sourceLocation: location)
  }

  @Test("a device that comes often has another token every ten days, and nobody is asked")
  func often() async throws {
    let scene = try await Scene()
    for week in 0..<52 {
      try await syncs(scene.process(), scene)
      #expect(scene.home.saved == week / 2)
      scene.advance(week.isMultiple(of: 2) ? 5 : 9)
    }
    #expect(scene.device.token != scene.home.token)
  }

  @Test("a device that was away for a year obeys on return, and has lost nothing")
  func away() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    try scene.device.note("written while away")
    scene.advance(365)
    let process = scene.process()
    try await syncs(process, scene)
    #expect(process.wire { $0.renewals.count } == 1)
    // All the time before, the region had none of it.
    let bram = try await scene.region.device(2, person: "bram")
    try await bram.sync()
    #expect(try bram.states().count == 3)
  }

  @Test(
    "a renewal that is cut off anywhere is made good by the next sync, due or ended",
    arguments: TokenWire.Cut.allCases, [10, 40] as [Int64])
  func cut(at place: TokenWire.Cut, after days: Int64) async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    scene.advance(days)
    let process = scene.process()
    process.wire { $0.cuts = [place] }
    try scene.device.note("written before the cut")
    _ = try await process.sync()
    // The process goes on, or another begins in its place.
    for next in [process, scene.process(), scene.process()] { try await syncs(next, scene) }
    #expect(scene.home.saved > 0)
  }

  @Test("a process that is killed between any two steps leaves a token that is good, or a key")
  func killed() async throws {
    for days in [10, 40] as [Int64] {
      for step in 0..<3 {
        let scene = try await Scene()
        try await syncs(scene.process(), scene)
        scene.advance(days)
        let before = scene.home.token
        let keeper = scene.home.keeper(of: scene.device)
        let wire = TokenWire(scene.device, token: before)
        let challenge = try await wire.tokenChallenge(for: keeper.replica)
        let token = String(repeating: "ab", count: 32)
        if step > 0 {
          try await wire.renewToken(
            TokenRenewal(
              of: keeper.replica, answering: challenge, for: token, at: keeper.regionKey,
              hashing: .portable, signedBy: keeper.signer))
        }
        if step > 1 { try keeper.save(token) }
        // Killed here.
        try await syncs(scene.process(), scene)
        try await syncs(scene.process(), scene)
      }
    }
  }

  @Test("no token is shown that was not kept before, and a full disk costs none that is good")
  func kept() async throws {
    let scene = try await Scene()
    scene.home.isFull = true
    scene.advance(10)
    let before = scene.home.token
    let process = scene.process()
    for _ in 0..<6 { try await syncs(process, scene) }
    #expect(Set(process.wire { $0.shown }) == [before])
    #expect(process.wire { $0.renewals.count } == 6)
    scene.advance(30)
    guard case .failed(let failure) = try await process.sync().ending
    else { return #expect(Bool(false), "it went on without a token") }
    #expect(failure.code == .tokenExpired)
    scene.home.isFull = false
    try await syncs(process, scene)
    #expect(process.wire { $0.shown.last } == scene.home.token)
  }

  @Test("two processes of one home do not lock each other out, in whatever order they go on")
  func twoProcesses() async throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let scene = try await Scene()
      var random = SeededRandom(seed: seed)
      let processes = [scene.process(), scene.process()]
      for _ in 0..<12 {
        scene.advance(Int64.random(in: 0...20, using: &random))
        let process = processes[Int.random(in: 0...1, using: &random)]
        try await syncs(process, scene)
      }
      async let one = processes[0].sync()
      async let other = processes[1].sync()
      let reports = try await [one, other]
      #expect(reports.allSatisfy { $0.ending == .complete }, "seed \(seed)")
    }
  }

  @Test("a copy of a device takes nothing from it")
  func cloned() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    let copy = TokenHome(scene.home.token)
    scene.advance(10)
    for _ in 0..<5 {
      for home in [scene.home, copy] {
        let report = try await TokenProcess(scene.device, home).sync()
        #expect(report.ending == .complete)
        scene.advance(4)
      }
    }
  }

  @Test("a region that was put back knows an older token: the key gets another")
  func putBack() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    let copy = try scene.region.closeAndCopy()
    let living = try await TestRegion(folder: scene.region.folder, clock: scene.region.clock)
    let later = try Scene(scene, at: living)
    let replayed = later.process()
    for _ in 0..<4 {
      later.advance(11)
      try await syncs(replayed, later)
    }
    #expect(later.home.saved == 4)
    try later.region.service.close()
    let old = try await TestRegion(folder: copy, clock: scene.region.clock)
    let restored = try Scene(later, at: old)
    // What it signed in the region's former life says nothing in this one.
    for renewal in replayed.wire({ $0.renewals }) {
      await #expect(throws: RegionError.self) {
        try await restored.region.service.renewToken(renewal)
      }
    }
    let process = restored.process()
    try await syncs(process, restored)
    #expect(process.wire { $0.renewals.count } == 1)
    #expect(try restored.device.states().count == 5 + 1)
  }

  @Test("a device that was taken out of use is told so by its renewal")
  func revoked() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    let replica = scene.device.replica.identity.replica
    // A token that the region does not know says nothing of whose it is.
    scene.home.token = "00"
    for code in [TransportFailure.Code.deviceRevoked, .deviceWiped] {
      _ =
        code == .deviceWiped
        ? try await scene.region.service.wipe(replica)
        : try await scene.region.service.revoke(replica)
      guard case .failed(let failure) = try await scene.process().sync().ending
      else { return #expect(Bool(false), "it went on") }
      #expect(failure.code == code)
    }
  }

  @Test("a device that was taken out of use hands in under its key where its token is not known")
  func handIn() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    try scene.device.note("written since")
    _ = try await scene.region.service.revoke(scene.device.replica.identity.replica)
    scene.home.token = "00"
    let report = try await scene.process().sync()
    #expect(report.handedIn == 1 && report.waiting == 0)
    // And that is all that it may do.
    let token = Array(scene.home.token.utf8)
    #expect(try await scene.region.service.authenticate(token: token) == nil)
    guard case .failed(let failure) = try await scene.process().sync().ending
    else { return #expect(Bool(false), "it went on") }
    #expect(failure.code == .deviceRevoked)
  }

  @Test("a token that was lost past the term is refused as before, and all stays")
  func lapsed() async throws {
    let scene = try await Scene()
    try await syncs(scene.process(), scene)
    try scene.device.note("kept")
    scene.advance(1_000)
    guard case .failed(let failure) = try await scene.process().sync().ending
    else { return #expect(Bool(false), "it went on") }
    #expect(failure.code == .tokenRefused)
    #expect(try scene.device.states().count == 2)
  }

  @Test("a server that knows of no renewals leaves the first refusal as it was")
  func olderServer() async throws {
    let scene = try await Scene()
    let transport = RenewingTransport(
      OlderServer(), token: "00", keeper: scene.home.keeper(of: scene.device))
    do {
      _ = try await transport.sync([])
      #expect(Bool(false), "it answered")
    } catch {
      #expect(error.code == .tokenRefused && error.message == "unknown token")
    }
    await transport.renewDueToken()
    #expect(scene.home.saved == 0)
  }

  @Test("an event stream is asked for with another token too")
  func events() async throws {
    let scene = try await Scene()
    scene.advance(40)
    let process = scene.process()
    for await _ in try await process.transport.events() {}
    #expect(scene.home.saved == 1)
  }
}

/// A process that runs on a device: what it knows of the token is what was kept when it began.
struct TokenProcess {
  let device: TestDevice
  let wire: TokenWire
  let transport: RenewingTransport

  init(_ device: TestDevice, _ home: TokenHome) {
    self.device = device
    wire = TokenWire(device, token: home.token)
    transport = RenewingTransport(wire, token: home.token, keeper: home.keeper(of: device))
  }

  func sync() async throws -> SyncReport {
    try await Synchroniser(
      replica: device.replica, transport: transport, signer: device.signer,
      verifier: TestRegion.verifier, sleep: { _ in }, random: { 0 }
    ).run(patience: .init(retries: 0))
  }
}

/// A server from before there were renewals.
private struct OlderServer: TokenTransport {
  func use(_ token: String) {}
  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.tokenRefused, "unknown token")
  }
  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] { [] }
  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    throw TransportFailure(.tokenRefused, "unknown token")
  }
  func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.requestRefused, "no such address", problem: "/problems/not-found")
  }
  func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure) {}
}
