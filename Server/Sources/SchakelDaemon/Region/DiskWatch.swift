import Logging
import SchakelServer
import ServiceLifecycle
import Synchronization

/// Looks, while the server serves, at how much room is left on the disk that holds the region, so that
/// its operator hears of it before devices are refused: by a figure at each look, and by a line of the
/// log when there is little left, when it halves from there, and when there is enough again.
///
/// What is left is what this process may still write, by the disk and by its user's quotas: nothing where
/// the disk may only be read.
final class DiskWatch: Service {
  /// Less than this is little: the same as `schakeld status` warns of.
  static let little = StatusReport.littleRoom

  private let interval: Duration
  private let logger: Logger
  private let freeBytes: @Sendable () -> UInt64?
  private let note: @Sendable (UInt64) -> Void
  /// What was left when the log was last told that it is little; nil while it is enough.
  private let told = Mutex<UInt64?>(nil)

  /// - Parameters:
  ///   - freeBytes: what is left; nil where the system does not say.
  ///   - note: told what is left, at each look.
  init(
    every interval: Duration = .seconds(60), _ logger: Logger,
    freeBytes: @escaping @Sendable () -> UInt64?, note: @escaping @Sendable (UInt64) -> Void
  ) {
    self.interval = interval
    self.logger = logger
    self.freeBytes = freeBytes
    self.note = note
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat { self.look() } while (try? await Task.sleep(for: self.interval)) != nil
    }
  }

  /// Looks now.
  func look() {
    guard let free = freeBytes() else { return }
    note(free)
    told.withLock { told in
      switch told {
      case nil where free < Self.little:
        told = free
        complain(free)
      case let before? where free >= Self.little:
        told = nil
        logger.notice(
          "the disk has room again", metadata: metadata(free, "\(before) bytes left before"))
      case 0? where free > 0:
        // Not enough yet; that nothing can be written is to be told again.
        told = free
      case let before? where free < before && free <= before / 2:
        told = free
        complain(free)
      default: break
      }
    }
  }

  private func complain(_ free: UInt64) {
    guard free > 0 else {
      return logger.error(
        "nothing can be written to the disk: it is full, or may only be read (see the system's log)",
        metadata: metadata(free, "no-disk"))
    }
    logger.warning(
      "the disk, or what its user may store there, is nearly full: make room before devices are refused",
      metadata: metadata(free, "low-disk"))
  }

  private func metadata(_ free: UInt64, _ result: String) -> Logger.Metadata {
    [
      LogKey.action: "look", LogKey.object: "disk, \(free) bytes left",
      LogKey.result: "\(result)", LogKey.origin: "process", LogKey.actor: "schakeld",
    ]
  }
}
