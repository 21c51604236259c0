import Logging
import SchakelRegion
import SchakelServer
import SchakelStore
import ServiceLifecycle
import Synchronization

/// Reads the whole of the region's database once, after the server began to take requests and
/// beside them, so that damage is found before a device or a backup meets it.
///
/// A damaged file makes the server not ready, with the reason; it still answers what it can, since
/// that is how devices hand in what they have.
struct FileCheck: Service {
  /// What is logged of a file with many faults.
  static let findingsLogged = 10

  private let region: RegionService
  private let logger: Logger
  private let listening = AsyncStream<Never>.makeStream()
  private let state = Findings()

  private final class Findings: Sendable {
    let isDamaged = Mutex(false)
  }

  init(_ region: RegionService, _ logger: Logger) {
    self.region = region
    self.logger = logger
  }

  /// The server takes requests: the check may begin.
  func begin() { listening.continuation.finish() }

  /// Whether damage was found; false before the check has ended.
  var foundDamage: Bool { state.isDamaged.withLock(\.self) }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await _ in listening.stream {}
      guard !Task.isCancelled else { return }
      await check()
    }
    // A service that ends takes the others with it.
    try? await gracefulShutdown()
  }

  private func check() async {
    do {
      switch try await region.checkFile() {
      case .sound:
        logger.info("the whole database was read and is sound", metadata: metadata("sound"))
      case .damaged(let findings):
        state.isDamaged.withLock { $0 = true }
        report(findings)
      }
    } catch {
      guard !Task.isCancelled else { return }
      logger.warning(
        "the whole database could not be read to check it",
        metadata: metadata("failed").merging(["error": "\(error)"]) { first, _ in first })
    }
  }

  private func report(_ findings: [String]) {
    let some = findings.prefix(Self.findingsLogged).joined(separator: "; ")
    logger.critical(
      "the database is damaged: stop the server, copy the folder, and put a backup back",
      metadata: metadata("damaged").merging(["findings": "\(some)"]) { first, _ in first })
  }

  private func metadata(_ result: String) -> Logger.Metadata {
    [
      LogKey.action: "check", LogKey.object: "database", LogKey.result: "\(result)",
      LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}
