import Dispatch
import Synchronization

/// Takes log lines from any thread and writes them on one of its own, so that nobody who reads them
/// slowly, or not at all, holds up whoever has something to log.
///
/// ```swift
/// let queue = LogQueue(sink: writeToStandardError) { dropped in … }
/// StructuredLogHandler(format: .json, level: .info, now: now, sink: queue.write)
/// ```
///
/// *Invariant*: lines come out whole and in their order, and at most ``capacity`` bytes of them wait. What
/// finds no room is dropped and counted, and the count is told before the next line that is written: a
/// log that lacks lines says so. Nobody who logs ever waits.
public final class LogQueue: Sendable {
  /// So many bytes may wait unless somebody says otherwise: some ten thousand lines.
  public static let usualCapacity = 4 << 20

  private struct State {
    var waiting = 0
    var dropped: UInt64 = 0
  }

  /// How many bytes may wait.
  let capacity: Int
  private let state = Mutex(State())
  private let lane = DispatchQueue(label: "schakeld.log")
  private let sink: StructuredLogHandler.Sink
  private let onDrop: @Sendable (UInt64) -> Void

  /// - Parameters:
  ///   - sink: writes a line, for as long as that takes.
  ///   - onDrop: hears how many lines found no room since it was last called, on the writing thread: it
  ///     writes that where the lines go.
  public init(
    capacity: Int = usualCapacity, sink: @escaping StructuredLogHandler.Sink,
    onDrop: @escaping @Sendable (UInt64) -> Void
  ) {
    self.capacity = capacity
    self.sink = sink
    self.onDrop = onDrop
  }

  /// Has a line written, or counts it as dropped; returns at once.
  public func write(_ line: String) {
    let bytes = line.utf8.count
    let hasRoom = state.withLock { state in
      guard state.waiting + bytes <= capacity else {
        state.dropped += 1
        return false
      }
      state.waiting += bytes
      return true
    }
    guard hasRoom else { return }
    lane.async { [self] in
      tellDropped()
      sink(line)
      state.withLock { $0.waiting -= bytes }
    }
  }

  private func tellDropped() {
    let dropped = state.withLock { state in
      defer { state.dropped = 0 }
      return state.dropped
    }
    if dropped > 0 { onDrop(dropped) }
  }

  /// Waits until all that was logged so far is written, but no longer than so many seconds: whoever
  /// does not read does not keep the process from ending. Answers whether all was.
  @discardableResult
  public func drain(seconds: Int) -> Bool {
    let done = DispatchSemaphore(value: 0)
    lane.async { [self] in
      tellDropped()
      done.signal()
    }
    return done.wait(timeout: .now() + .seconds(seconds)) == .success
  }
}
