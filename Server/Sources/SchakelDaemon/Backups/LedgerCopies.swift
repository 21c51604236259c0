import Logging
import SchakelRegion
import SchakelServer
import ServiceLifecycle
import Synchronization

/// Copies the region's ledger into a folder of its own as soon as it grew, whichever process added to it: what
/// was erased or revoked is not to depend on one disk.
///
/// Each copy holds whole entries whose signatures were checked, and is read back. An older one is removed only
/// where the new one begins with all that is in it: one that says something else is left for a person.
final class LedgerCopies: Service {
  private static let look = Duration.seconds(2)
  /// After a failure, in milliseconds.
  private static let patience: UInt64 = 60_000

  private let region: RegionService
  private let ledger: String
  private let folder: BackupFolder
  private let logger: Logger
  private let metrics: RegionMetrics
  private let state = Mutex(State())

  private struct State {
    /// The bytes that the ledger had when it was last copied.
    var size: UInt64?
    var failed: UInt64?
  }

  /// nil where no folder was named.
  init?(
    _ open: OpenRegion, _ settings: BackupSettings, _ logger: Logger, _ metrics: RegionMetrics,
    in context: DaemonContext
  ) {
    guard let path = settings.ledgerFolder else { return nil }
    region = open.service
    ledger = DataFolder(path: open.folder).ledger
    folder = BackupFolder(path: path, region: open.name, content: .ledger, context: context)
    self.logger = logger
    self.metrics = metrics
  }

  private var context: DaemonContext { folder.context }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        await self.copyIfGrown()
      } while (try? await Task.sleep(for: LedgerCopies.look))
        != nil
    }
  }

  /// Makes a copy if the ledger is another than at the last one. Answers whether it tried.
  @discardableResult
  func copyIfGrown() async -> Bool {
    guard let size = context.fileSize(ledger), size > 0 else { return false }
    let isDue = state.withLock { state in
      if let failed = state.failed, context.time >= failed, context.time - failed < Self.patience {
        return false
      }
      return state.size != size
    }
    guard isDue else { return false }
    let time = context.time
    do {
      try await copy()
      state.withLock { $0 = State(size: size) }
      await note(time, nil)
    } catch {
      let problem = Language.english.words(for: error) ?? "\(error)"
      state.withLock { $0.failed = time }
      await note(time, problem)
      logger.error(
        "the ledger could not be copied; the next attempt comes by itself",
        metadata: metadata(folder.path, "failed").merging(["error": "\(problem)"]) { $1 })
    }
    return true
  }

  private func copy() async throws {
    guard let bytes = try await region.ledgerBytes() else { return }
    try folder.removeRests()
    let before = try folder.files()
    if let last = before.first, try context.readFile(folder.path(of: last)) == bytes { return }
    let name = try await folder.make { new in
      try new.append(bytes)
    }
    guard try context.readFile(folder.path(of: name)) == bytes else {
      folder.remove(name)
      throw Refusal("what was written does not read back as it should")
    }
    for old in before {
      guard let held = try context.readFile(folder.path(of: old)), bytes.starts(with: held) else {
        continue
      }
      folder.remove(old)
    }
    logger.info("the ledger was copied", metadata: metadata(name.text, "done"))
  }

  private func note(_ time: UInt64, _ problem: String?) async {
    metrics.noteLedgerCopy(at: problem == nil ? time : nil)
    try? await region.note(.ledger, attempted: time, next: nil, problem: problem)
  }

  private func metadata(_ object: String, _ result: String) -> Logger.Metadata {
    [
      LogKey.action: "copy", LogKey.object: "\(object)", LogKey.result: "\(result)",
      LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}
