import SchakelRegion
import ServiceLifecycle
import Synchronization

/// Lets the event streams hear of what other processes write, such as the operator's commands: asks
/// the region at intervals whether anybody did. Where a space moved, by whomever, it also counts the
/// conflicts that are open, so that a busy region counts them once an interval and not at each push.
final class OtherProcesses: Service {
  /// How late they may hear of it.
  static let interval = Duration.seconds(1)

  private let region: RegionService
  private let onCount: @Sendable (UInt64) -> Void
  private let moved = Atomic(true)

  /// - Parameter onCount: hears how many conflicts await a person, when that may have changed.
  init(region: RegionService, onCount: @escaping @Sendable (UInt64) -> Void) {
    self.region = region
    self.onCount = onCount
  }

  /// A space's log grew.
  func noteMove() { moved.store(true, ordering: .relaxed) }

  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      repeat {
        // A database that does not answer now is asked again; `/readyz` tells the operator of it.
        try? await region.lookForOthers()
        await count()
      } while (try? await Task.sleep(for: Self.interval)) != nil
    }
  }

  private func count() async {
    guard moved.exchange(false, ordering: .relaxed) else { return }
    if let open = try? await region.openConflicts() { onCount(open) } else { noteMove() }
  }
}
