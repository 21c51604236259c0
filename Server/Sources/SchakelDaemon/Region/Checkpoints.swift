import Logging
import SchakelRegion
import SchakelServer
import ServiceLifecycle

/// Has the region sign where its logs stand, and note that in the ledger: at intervals while the server
/// runs, and a last time when nobody writes any more. Where no log moved, nothing is written.
struct Checkpoints: Service {
  private let region: RegionService
  private let interval: Duration
  private let logger: Logger

  init(_ region: RegionService, every interval: Duration, _ logger: Logger) {
    self.region = region
    self.interval = interval
    self.logger = logger
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: interval)) != nil { await write() }
    }
  }

  /// What fails is tried again at the next interval, and at the next start: nothing is lost by it.
  func write() async {
    do {
      let spaces = try await region.checkpoint()
      try await region.markLedger()
      guard !spaces.isEmpty else { return }
      logger.info("the logs that moved were signed", metadata: metadata(spaces.count, "done"))
    } catch {
      logger.warning(
        "the logs could not be signed",
        metadata: metadata(nil, "failed").merging(["error": "\(error)"]) { first, _ in first })
    }
  }

  private func metadata(_ count: Int?, _ result: String) -> Logger.Metadata {
    [
      LogKey.action: "checkpoint", LogKey.object: "\(count.map { "\($0) spaces" } ?? "spaces")",
      LogKey.result: "\(result)", LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}
