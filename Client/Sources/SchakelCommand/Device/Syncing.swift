import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync

/// Synchronising a device with its region.
struct Syncing: Sendable {
  let device: Device
  let synchroniser: Synchroniser

  /// How often the device looks whether another process wrote something, milliseconds.
  static let lookInterval: UInt64 = 2_000
  /// How often it asks the region when no events can be had, in looks.
  static let pollEvery = 30

  init(device: Device) throws {
    let credential = try device.credential()
    let key = try device.key()
    self.device = device
    var synchroniser = Synchroniser(
      replica: device.replica,
      transport: try device.context.network.transport(
        to: credential.server, token: credential.token),
      signer: { key.sign($0) }, agent: "schakel/\(Schakel.version)", random: device.context.random)
    synchroniser.sleep = device.context.sleep
    self.synchroniser = synchroniser
  }

  /// One synchronisation, with a few tries where the network fails.
  func once() async throws -> SyncingReport {
    let progress = ProgressLine(device.context)
    let report = try await synchroniser.run { report in
      progress.show(
        SyncPhrase.progress,
        ["pushed": .count(report.pushed), "news": .count(report.news)])
    }
    progress.clear()
    return SyncingReport(report: report)
  }

  /// Synchronises, and again whenever the region has news or this device has, until it is
  /// cancelled.
  func watch(_ tell: @Sendable (SyncingReport) -> Void) async throws {
    tell(try await once())
    while !Task.isCancelled {
      do {
        try await news()
      } catch is CancellationError {
        return
      }
      tell(SyncingReport(report: try await synchroniser.run(patience: .forever)))
    }
  }

  /// Returns when there is something to synchronise.
  private func news() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.regionMoves() }
      group.addTask { try await self.deviceMoves() }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Waits for the region's word that a space moved; for ever where it gives none.
  private func regionMoves() async {
    if let events = try? await synchroniser.transport.events() {
      for await _ in events { return }
    }
    // Without events the other task asks now and again.
    try? await Task.sleep(for: .seconds(1_000_000_000))
  }

  /// Waits until there is more to send than what is left of before, or it is time to ask anyway.
  private func deviceMoves() async throws {
    let left = try device.replica.standing().waiting
    for _ in 0..<Self.pollEvery {
      try await device.context.sleep(Self.lookInterval)
      if try device.replica.standing().waiting > left { return }
    }
  }
}
