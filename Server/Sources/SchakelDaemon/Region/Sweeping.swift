import Logging
import SchakelRegion
import SchakelServer
import ServiceLifecycle

/// Takes what was erased out of the database and its log, where a reader was in the way when it was erased:
/// looks every few seconds, which costs one question where nothing is owed. And looks what others made of
/// what a rule erased (``RegionService/followErasures()``).
struct Sweeping: Service {
  private static let interval = Duration.seconds(5)

  private let region: RegionService
  private let logger: Logger

  init(_ region: RegionService, _ logger: Logger) {
    self.region = region
    self.logger = logger
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: Self.interval)) != nil { await sweep() }
    }
  }

  private func sweep() async {
    do {
      try await region.followErasures()
      try await region.sweep()
    } catch {
      logger.warning(
        "what was erased could not be taken out of the write-ahead log yet",
        metadata: [
          LogKey.action: "sweep", LogKey.object: "database", LogKey.result: "failed",
          LogKey.origin: "process", LogKey.actor: "schakeld", "error": "\(error)",
        ])
    }
  }
}
