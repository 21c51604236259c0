import Logging
import SchakelRegion
import SchakelServer
import SchakelStore
import ServiceLifecycle

/// Makes backups of the region while it is served: one when the last is long enough ago, checked before it
/// gets its name; then the oldest that nobody needs go. What fails is told, and tried again by itself.
///
/// *Invariant*: no backup is removed but after a newer one was written and checked in the same attempt; and
/// nothing else in the folder is touched.
struct Backups: Service {
  /// How often it is looked whether one is due.
  private static let look = Duration.seconds(20)
  /// After a failure the next attempt comes so much later, or after the interval where that is less.
  private static let patience: UInt64 = 15 * 60_000
  /// What has to be left on the disk beside the backup.
  static let reserve: UInt64 = 256 << 20

  private let region: RegionService
  private let database: String
  private let folder: BackupFolder
  private let policy: BackupPolicy
  private let interval: UInt64
  private let logger: Logger
  private let metrics: RegionMetrics

  private var context: DaemonContext { folder.context }

  /// nil where no folder was named.
  init?(
    _ open: OpenRegion, _ settings: BackupSettings, _ logger: Logger, _ metrics: RegionMetrics,
    in context: DaemonContext
  ) {
    guard let path = settings.folder else { return nil }
    region = open.service
    database = DataFolder(path: open.folder).database
    folder = BackupFolder(
      path: path, region: open.name, content: .database, context: context)
    policy = BackupPolicy(daily: settings.daily, weekly: settings.weekly)
    interval = UInt64(settings.interval.components.seconds) * 1_000
    self.logger = logger
    self.metrics = metrics
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat { await attemptIfDue() } while (try? await Task.sleep(for: Self.look)) != nil
    }
  }

  /// Makes one if it is time for it. Answers whether it tried.
  @discardableResult
  func attemptIfDue() async -> Bool {
    let last = try? region.backups()[.database]
    guard isDue(after: last) else { return false }
    await attempt()
    return true
  }

  /// A clock that was set back makes no difference: one too many is no harm.
  private func isDue(after last: BackupRecord?) -> Bool {
    guard let last, last.attempted <= context.time else { return true }
    let wait = last.problem == nil ? interval : min(interval, Self.patience)
    return context.time - last.attempted >= wait
  }

  private func attempt() async {
    let time = context.time
    do {
      try folder.removeRests()
      try refuseWithoutRoom()
      let name = try await folder.make { new in
        guard try await region.backUp(to: new.part) == .sound else {
          throw Refusal("what was written does not read back as it should")
        }
      }
      let removed = try prune(after: name)
      await note(time, nil)
      logger.notice("a backup was made", metadata: metadata(name.text, "done", removed))
    } catch {
      guard !Task.isCancelled else { return }
      let problem = Language.english.words(for: error) ?? "\(error)"
      await note(time, problem)
      logger.error(
        "no backup could be made; the next attempt comes by itself",
        metadata: metadata(folder.path, "failed", 0).merging(["error": "\(problem)"]) { $1 })
    }
  }

  private func refuseWithoutRoom() throws {
    let size = (context.fileSize(database) ?? 0) + (context.fileSize(database + "-wal") ?? 0)
    guard let free = context.freeBytes(folder.path), free < size + Self.reserve else { return }
    let language = Language.english
    throw Refusal(
      "there is no room for it: \(language.size(free)) left in \(folder.path), and it may take "
        + "\(language.size(size))")
  }

  /// Answers how many were removed.
  private func prune(after newest: BackupName) throws -> Int {
    let files = try folder.files()
    let kept = policy.kept(of: files.map(\.time))
    // A file of a time to come was made with another clock: it is left, and counts for nothing more.
    let old = files.filter { $0.time < newest.time && !kept.contains($0.time) }
    for name in old { folder.remove(name) }
    return old.count
  }

  private func note(_ time: UInt64, _ problem: String?) async {
    metrics.noteBackup(at: problem == nil ? time : nil)
    do {
      try await region.note(
        .database, attempted: time, next: context.time + interval, problem: problem)
    } catch {
      logger.warning(
        "it could not be written down that a backup was tried",
        metadata: metadata(folder.path, "failed", 0).merging(["error": "\(error)"]) { $1 })
    }
  }

  private func metadata(_ object: String, _ result: String, _ removed: Int) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      LogKey.action: "backup", LogKey.object: "\(object)", LogKey.result: "\(result)",
      LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
    if removed > 0 { metadata["removed"] = "\(removed)" }
    return metadata
  }
}
