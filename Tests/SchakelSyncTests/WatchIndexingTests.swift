import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("The search index of a device that follows its region", .timeLimit(.minutes(10)))
struct WatchIndexingTests {
  /// A session that has synced once and rests.
  private func rested(_ report: SyncReport = complete) -> (WatchSession, [WatchSession.Action]) {
    var settings = WatchSettings()
    settings.indexBatch = 10
    var session = WatchSession(settings: settings)
    #expect(session.handle(.start, now: 0, random: 0) == [.listen, .sync])
    #expect(session.indexing == .wanted)
    let actions = session.handle(.synced(report), now: 100, random: 0)
    return (session, actions)
  }

  private static let complete: SyncReport = {
    var report = SyncReport()
    report.ending = .complete
    return report
  }()

  @Test("the index is brought up to date after a sync, batch by batch until one is not full")
  func batches() {
    var (session, actions) = rested()
    #expect(actions == [.index(limit: 10)])
    #expect(session.handle(.indexed(10), now: 110, random: 0) == [.index(limit: 10)])
    #expect(session.handle(.indexed(9), now: 120, random: 0) == [])
    #expect(session.indexing == .upToDate)
    #expect(session.handle(.tick, now: 130, random: 0) == [])
  }

  @Test("so it is where the region is away")
  func offline() {
    var report = SyncReport()
    report.ending = .failed(TransportFailure(.unreachable, "no network"))
    #expect(rested(report).1 == [.index(limit: 10)])
  }

  @Test("a sync that is due comes before the rest of the index, which waits until it is over")
  func syncFirst() throws {
    var (session, _) = rested()
    _ = session.handle(.moved, now: 110, random: 0)
    let due = try #require(session.deadline)
    // The clock says so before anybody looks at it.
    #expect(session.handle(.indexed(10), now: due, random: 0) == [])
    #expect(session.handle(.tick, now: due, random: 0) == [.sync])
    #expect(session.handle(.changed, now: due + 1, random: 0) == [])
    #expect(
      session.handle(.synced(Self.complete), now: due + 2, random: 0) == [.index(limit: 10)])
  }

  @Test("what changes while a batch is under way has another, and one at a time is enough")
  func again() {
    var (session, _) = rested()
    #expect(session.handle(.changed, now: 110, random: 0) == [.look])
    #expect(session.handle(.indexed(3), now: 120, random: 0) == [.index(limit: 10)])
    #expect(session.handle(.indexed(0), now: 130, random: 0) == [])
    #expect(session.handle(.changed, now: 140, random: 0) == [.look, .index(limit: 10)])
  }

  @Test("nothing is indexed once it has stopped, or where the index is left to searches")
  func none() {
    var (session, _) = rested()
    #expect(session.handle(.cancelled, now: 110, random: 0) == [.stop(.cancelled)])
    #expect(session.handle(.indexed(10), now: 120, random: 0) == [])
    var settings = WatchSettings()
    settings.indexBatch = nil
    session = WatchSession(settings: settings)
    _ = session.handle(.start, now: 0, random: 0)
    #expect(session.handle(.synced(Self.complete), now: 100, random: 0) == [])
  }

  @Test("a search finds all that came already in the index")
  func watched() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    for number in 0..<25 { try bram.note("notitie \(number)") }
    try await bram.sync()
    let (transport, clock) = (StreamingTransport(anna), LeashedClock(leash: 20_000))
    var settings = WatchSettings()
    settings.indexBatch = 10
    let watcher = SyncWatcher(
      Synchroniser(
        replica: anna.replica, transport: transport, signer: anna.signer,
        verifier: TestRegion.verifier, sleep: { try await clock.sleep($0) }, random: { 0 }),
      settings: settings, now: { clock.now })
    let watching = Task { try await watcher.run { _ in } }
    while try anna.states().count < 25 || anna.replica.pendingInIndex() > 0 { await Task.yield() }
    watching.cancel()
    #expect(try await watching.value == .cancelled)
    #expect(try anna.replica.search("notitie", limit: 30).count == 25)
  }
}
