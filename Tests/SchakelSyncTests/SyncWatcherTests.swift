import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("A device that follows its region")
struct SyncWatcherTests {
  /// A device of a region, what follows for it, and what it tells.
  private struct Watched: Sendable {
    let device: TestDevice
    let transport: StreamingTransport
    let clock: LeashedClock
    let watching: Task<WatchSession.Ending, any Error>
    let news: AsyncStream<SyncWatcher.News>

    /// - Parameter leash: time that passes by itself; by default enough to gather news, and too
    ///   little for any interval.
    init(
      _ device: TestDevice, leash: UInt64 = 20_000,
      prepare: (StreamingTransport) -> Void = { _ in }
    ) {
      let (transport, clock) = (StreamingTransport(device), LeashedClock(leash: leash))
      prepare(transport)
      let synchroniser = Synchroniser(
        replica: device.replica, transport: transport, signer: device.signer,
        verifier: TestRegion.verifier, sleep: { try await clock.sleep($0) }, random: { 0 })
      var settings = WatchSettings()
      settings.look = nil
      let watcher = SyncWatcher(synchroniser, settings: settings, now: { clock.now })
      let (news, told) = AsyncStream.makeStream(of: SyncWatcher.News.self)
      watching = Task {
        defer { told.finish() }
        return try await watcher.run { told.yield($0) }
      }
      (self.device, self.transport, self.clock, self.news) = (device, transport, clock, news)
    }

    /// Reads on until such a sync was told of.
    @discardableResult
    func synced(_ isWanted: (SyncReport) -> Bool = { $0.isSynchronised }) async -> SyncReport? {
      for await item in news {
        if case .synced(let report) = item, isWanted(report) { return report }
      }
      return nil
    }

    /// Reads on until it follows a stream, and has synced since.
    func settled() async {
      for await item in news { if case .following = item { break } }
      await synced()
    }

    func stop() async throws -> WatchSession.Ending {
      watching.cancel()
      return try await watching.value
    }
  }

  @Test("another device's note comes by the region's word, long before any interval is over")
  func comes() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    let watched = Watched(anna)
    await watched.settled()
    let id = try bram.note("van de overkant")
    try await bram.sync()
    watched.transport.tell(region.space)
    #expect(await watched.synced { $0.news > 0 }?.isSynchronised == true)
    #expect(try anna.states()[id] == bram.states()[id])
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("a note that is written here goes out by itself")
  func goes() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    let watched = Watched(anna)
    await watched.settled()
    let id = try anna.note("van hier")
    #expect(await watched.synced { $0.pushed > 0 }?.waiting == 0)
    try await bram.sync()
    #expect(try bram.states()[id] == anna.states()[id])
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("where no stream is to be had, the region is asked now and again")
  func asks() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    let watched = Watched(anna, leash: 0) {
      $0 { $0.failure = TransportFailure(.notSchakel, "a proxy that knows no streams") }
    }
    await watched.synced()
    let id = try bram.note("zonder stroom")
    try await bram.sync()
    watched.clock.lengthen(to: 200_000)
    #expect(await watched.synced { $0.news > 0 } != nil)
    #expect(try anna.states()[id] != nil)
    #expect(watched.transport { $0.asked } > 1)
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("a device without a network says so, and catches up when there is one")
  func catchesUp() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.note("nog niet weg")
    anna.wire { $0.isDown = true }
    let watched = Watched(anna, leash: 0) {
      $0 { $0.failure = TransportFailure(.unreachable, "no network") }
    }
    let offline = await watched.synced { !$0.isSynchronised }
    #expect(offline?.waiting == 1)
    anna.wire { $0.isDown = false }
    watched.transport { $0.failure = nil }
    watched.clock.lengthen(to: 100_000)
    #expect(await watched.synced()?.pushed == 1)
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("a stream that ends is opened again")
  func reopens() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let watched = Watched(anna)
    await watched.settled()
    watched.transport.endStreams()
    await watched.settled()
    #expect(watched.transport { $0.asked } == 2)
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("a token that is refused ends it, and everything is still here")
  func refused() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let id = try anna.note("blijft hier")
    anna.token = "0000"
    let watched = Watched(anna)
    guard case .refused(let failure) = try await watched.watching.value else {
      Issue.record("it did not say why")
      return
    }
    #expect(failure.code == .tokenRefused)
    #expect(try anna.replica.standing().waiting == 1)
    #expect(try anna.states()[id] != nil)
  }

  @Test("it can be called off while a sync is under way")
  func calledOff() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let watched = Watched(anna) { $0 { $0.isHanging = true } }
    for await item in watched.news { if case .following = item { break } }
    #expect(try await watched.stop() == .cancelled)
  }

  @Test("a database that refuses ends it with its reason")
  func broken() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.replica.close()
    let watched = Watched(anna)
    await #expect(throws: ReplicaError.self) { try await watched.watching.value }
  }
}
