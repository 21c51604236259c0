import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync

/// Synchronising a device with its region.
struct Syncing: Sendable {
  let device: Device
  let synchroniser: Synchroniser

  init(device: Device) throws {
    let credential = try device.credential()
    let key = try device.key()
    self.device = device
    var synchroniser = Synchroniser(
      replica: device.replica,
      transport: try device.context.network.transport(
        to: credential.server, token: credential.token,
        keeper: device.tokenKeeper(regionKey: credential.regionKey, key),
        authority: device.authority.load()),
      signer: { key.sign($0) },
      verifier: { SignatureCheck.holds($1, over: $0, by: credential.regionKey) },
      agent: "schakel/\(Schakel.version)", random: device.context.random)
    synchroniser.sleep = device.context.sleep
    self.synchroniser = synchroniser
  }

  /// One synchronisation, with a few tries where the network fails.
  func once() async throws -> SyncingReport {
    await Wiping(home: device.home, context: device.context).confirmAside()
    let progress = ProgressLine(device.context)
    defer { progress.clear() }
    let report = try await synchroniser.run { Self.show($0, progress) }
    if case .failed(let failure) = report.ending { try await heed(failure) }
    if report.ending == .complete { await BundleKeys(device: device).fetchIfMissing() }
    return try told(report)
  }

  /// Erases all where the region ordered that, and says so.
  private func heed(_ failure: TransportFailure) async throws {
    let wiping = Wiping(home: device.home, context: device.context)
    if let failure = try await wiping.heed(failure, on: device) { throw failure }
  }

  /// With how much there is to be told of what became of the person's own words.
  private func told(_ report: SyncReport) throws -> SyncingReport {
    SyncingReport(report: report, newNotices: try device.replica.newNoticeCount)
  }

  private static func show(_ report: SyncReport, _ progress: ProgressLine) {
    progress.show(
      SyncPhrase.progress, ["pushed": .count(report.pushed), "news": .count(report.news)])
  }

  /// Asks the region for all that it knows of a contribution's past.
  func fetchHistory(_ request: HistoryRequest) async throws {
    let failure = try await ProgressLine(device.context).during(ProgressPhrase.fetching) {
      try await synchroniser.fetchHistory(request)
    }
    if let failure {
      try await heed(failure)
      throw failure
    }
  }

  /// Synchronises, and again whenever the region has news or this device has, also from another
  /// process, until it is cancelled, or the time is over for which `unlock` left the key.
  ///
  /// - Throws: what only a person can mend, such as a token that is refused, or that all is locked now.
  func watch(_ tell: @escaping @Sendable (SyncingReport) -> Void) async throws {
    let watcher = SyncWatcher(synchroniser, settings: device.context.watching)
    let progress = ProgressLine(device.context)
    defer { progress.clear() }
    let ending = try await whileUnlocked {
      try await watcher.run(progress: { Self.show($0, progress) }) { news in
        guard case .synced(let report) = news else { return }
        progress.clear()
        tell((try? told(report)) ?? SyncingReport(report: report))
      }
    }
    if case .refused(let failure) = ending {
      try await heed(failure)
      throw failure
    }
  }

  /// Does something that goes on for as long as this device is unlocked. Then it is cancelled and waited
  /// for, so that nothing is left open when this says that all is locked.
  private func whileUnlocked<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard let lock = device.timeLock else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        await lock.untilLocked()
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      if let first { return first }
      let last = try await group.next() ?? nil
      // Cancelled from outside, that ends in its own way.
      if Task.isCancelled, let last { return last }
      throw device.context.failure(ErrorPhrase.locked)
    }
  }
}
