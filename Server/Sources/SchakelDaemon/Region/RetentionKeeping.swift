import Logging
import SchakelRegion
import SchakelServer
import ServiceLifecycle
import Synchronization

/// Erases each day what is due that day, where a coordinator asked for that, and takes out who was invited
/// and never came: looks every so often, which costs a question each where there is nothing. That it is
/// suspended is told once, and again for another reason.
final class RetentionKeeping: Service {
  private static let interval = Duration.seconds(600)

  private let region: RegionService
  private let logger: Logger
  /// Why nothing goes, as the log was told.
  private let told = Mutex<RetentionRun.Reason?>(nil)

  init(_ region: RegionService, _ logger: Logger) {
    self.region = region
    self.logger = logger
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        await self.look()
      } while (try? await Task.sleep(for: RetentionKeeping.interval)) != nil
    }
  }

  /// Looks now.
  func look() async {
    await forget()
    do {
      switch try await region.keepRetention() {
      case .notDue: return
      case .done(let report):
        told.withLock { $0 = nil }
        logger.notice("what was due was erased", metadata: metadata(report, "done"))
      case .suspended(let reason): complain(reason)
      }
    } catch {
      logger.warning(
        "what is due could not be erased",
        metadata: metadata(nil, "failed").merging(["error": "\(error)"]) { first, _ in first })
    }
  }

  private func forget() async {
    do {
      try await region.forgetAbsentees()
    } catch {
      logger.warning(
        "who was invited and never came could not be taken out",
        metadata: [
          LogKey.action: "retention", LogKey.object: "people", LogKey.result: "failed",
          LogKey.origin: "process", LogKey.actor: "schakeld", "error": "\(error)",
        ])
    }
  }

  private func complain(_ reason: RetentionRun.Reason) {
    let isNews = told.withLock { told in
      defer { told = reason }
      return told != reason
    }
    guard isNews else { return }
    logger.warning(
      "nothing is erased by itself before somebody has looked: schakeld retention preview",
      metadata: metadata(nil, "suspended").merging(["reason": "\(reason.words)"]) { $1 })
  }

  private func metadata(_ report: RetentionReport?, _ result: String) -> Logger.Metadata {
    [
      LogKey.action: "retention",
      LogKey.object: "\(report.map { "\($0.erased) documents" } ?? "documents")",
      LogKey.result: "\(result)", LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}

extension RetentionRun.Reason {
  fileprivate var words: String {
    switch self {
    case .putBack: "the region was put back, copied or moved"
    case .otherTerms: "the terms are others"
    case .noCoordinator: "whoever decided it is no coordinator any more where something is due"
    case .clock: "the last run is more than a week away by the clock"
    }
  }
}
