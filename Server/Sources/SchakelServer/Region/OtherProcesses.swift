import SchakelRegion
import ServiceLifecycle

/// Lets the event streams hear of what other processes write, such as the operator's commands: asks
/// the region at intervals whether anybody did.
struct OtherProcesses: Service {
  /// How late they may hear of it.
  static let interval = Duration.seconds(1)

  let region: RegionService

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        // A database that does not answer now is asked again; `/readyz` tells the operator of it.
        try? await region.lookForOthers()
      } while (try? await Task.sleep(for: Self.interval)) != nil
    }
  }
}
