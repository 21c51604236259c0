public import SchakelStore

/// Drives a ``WatchSession``: follows the region's event stream, syncs when there is news there or
/// here, and goes on asking where no stream can be had. Between syncs it brings the search index up
/// to date.
///
///     let watcher = SyncWatcher(synchroniser)
///     let ending = try await watcher.run { news in
///       if case .synced(let report) = news { show(report) }
///     }
///
/// It runs until its task is cancelled, or until something must be done on this device first, such as
/// enrolling it anew. What is under way then is ended, and waited for.
public struct SyncWatcher: Sendable {
  /// What there is to tell people.
  public enum News: Sendable {
    /// The region tells when a space moves.
    case following
    /// It does not; the region is asked at intervals. The reason is nil for a stream that ended in
    /// good order.
    case asking(TransportFailure?)
    /// A sync is over, well or not.
    case synced(SyncReport)
  }

  /// What each sync is done with; its retries are this watcher's.
  public let synchroniser: Synchroniser
  /// How closely to follow.
  public let settings: WatchSettings
  /// Milliseconds of a clock that never goes back. Swapped in tests, with the synchroniser's `sleep`
  /// and `random`.
  private let now: @Sendable () -> UInt64

  public init(
    _ synchroniser: Synchroniser, settings: WatchSettings = WatchSettings(),
    now: @escaping @Sendable () -> UInt64 = SyncWatcher.monotonicClock()
  ) {
    self.synchroniser = synchroniser
    self.settings = settings
    self.now = now
  }

  /// Milliseconds since this call, the device's sleep included.
  public static func monotonicClock() -> @Sendable () -> UInt64 {
    let start = ContinuousClock.now
    return {
      let time = (ContinuousClock.now - start).components
      return UInt64(time.seconds) * 1_000 + UInt64(time.attoseconds / 1_000_000_000_000_000)
    }
  }

  /// - Parameters:
  ///   - news: told of each turn, one at a time.
  ///   - progress: told after every exchange of a sync what has come and gone so far.
  /// - Throws: only what the replica's own database refuses.
  public func run(
    progress: @escaping @Sendable (SyncReport) -> Void = { _ in },
    _ news: @Sendable (News) -> Void
  ) async throws(ReplicaError) -> WatchSession.Ending {
    let (turns, mailbox) = AsyncStream.makeStream(of: WatchWork.Turn.self)
    let work = WatchWork(synchroniser: synchroniser, progress: progress, mailbox: mailbox)
    // Asked for before the first sync, so that nothing falls in between.
    let changes = synchroniser.replica.changes
    // A watcher runs for weeks: a group that kept what ended until somebody asked would grow.
    let result = await withDiscardingTaskGroup { group -> Result<_, ReplicaError> in
      let alarm = Alarm(now: now, sleep: synchroniser.sleep) { mailbox.yield(.event(.tick)) }
      defer {
        alarm.cancel()
        group.cancelAll()
      }
      group.addTask { await work.follow(changes) }
      var session = WatchSession(settings: settings)
      var turns = turns.makeAsyncIterator()
      var next: WatchWork.Turn? = .event(.start)
      while let turn = next {
        guard case .event(let event) = turn else { break }
        Self.announce(event, news)
        for action in session.handle(event, now: now(), random: synchroniser.random()) {
          perform(action, work, &group)
        }
        if let ending = session.ending { return .success(ending) }
        alarm.set(session.deadline)
        next = await turns.next()
      }
      if case .broken(let error) = next { return .failure(error) }
      // There are no more turns for a task that is cancelled.
      return .success(.cancelled)
    }
    return try result.get()
  }

  private func perform(
    _ action: WatchSession.Action, _ work: WatchWork, _ group: inout DiscardingTaskGroup
  ) {
    switch action {
    case .listen: group.addTask { await work.listen() }
    case .sync: group.addTask { await work.sync() }
    case .look: work.look()
    case .index(let limit): group.addTask { work.index(limit) }
    case .stop: break
    }
  }

  private static func announce(_ event: WatchSession.Event, _ news: (News) -> Void) {
    switch event {
    case .opened: news(.following)
    case .closed(let failure, _): news(.asking(failure))
    case .synced(let report): news(.synced(report))
    case .start, .moved, .changed, .waiting, .indexed, .tick, .cancelled: break
    }
  }
}
