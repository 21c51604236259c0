import Foundation
import SchakelSync
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// An ``Exchange`` that is under way: hands it what the session's delegate hears and does what it
/// says. Events may come from any thread.
final class RunningExchange: Sendable {
  /// What becomes of a stream's bytes; for a whole answer nothing does.
  struct Stream: Sendable {
    let deliver: @Sendable (Data) -> Void
    let end: @Sendable () -> Void
  }

  typealias Answer = Result<[UInt8], TransportFailure>

  private struct Inside: Sendable {
    var exchange: Exchange
    var task: URLSessionTask?
    var watch: Task<Void, Never>?
    /// Who waits for the answer, or for the stream to be open.
    var waiting: CheckedContinuation<Answer, Never>?
    /// What came before anybody waited.
    var early: Answer?
  }

  private let inside: Mutex<Inside>
  private let stream: Stream?

  init(_ exchange: Exchange, stream: Stream? = nil) {
    inside = Mutex(Inside(exchange: exchange))
    self.stream = stream
  }

  /// Milliseconds of the clock that the machine is told.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds / 1_000_000 }

  func handle(_ event: Exchange.Event) {
    perform(inside.withLock { $0.exchange.handle(event, now: Self.now) })
  }

  /// Starts the task and waits for the answer, or for the stream to be open.
  func answer(of task: URLSessionTask) async -> Answer {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiting in
        let early = inside.withLock { inside -> Answer? in
          if let early = inside.early { return early }
          inside.waiting = waiting
          inside.task = task
          inside.watch = watch()
          return nil
        }
        guard let early else { return task.resume() }
        // Never begun; cancelled, so that the session lets go of it.
        task.cancel()
        waiting.resume(returning: early)
      }
    } onCancel: {
      handle(.cancelled)
    }
  }

  /// Looks at the clock whenever the exchange may be over by then.
  private func watch() -> Task<Void, Never> {
    Task { [weak self] in
      while let rest = self?.rest {
        try? await Task.sleep(for: .milliseconds(rest))
        guard !Task.isCancelled else { return }
        self?.handle(.tick)
      }
    }
  }

  /// Milliseconds until the exchange's deadline; nil when it is over.
  private var rest: UInt64? {
    inside.withLock { inside in
      guard inside.exchange.state != .finished else { return nil }
      let (deadline, now) = (inside.exchange.deadline, Self.now)
      return deadline > now ? deadline - now : 0
    }
  }

  private func perform(_ action: Exchange.Action) {
    switch action {
    case .none: break
    case .open: tell(.success([]))
    case .deliver(let bytes): stream?.deliver(bytes)
    case .finish(let answer):
      let (task, watch) = inside.withLock { ($0.task, $0.watch) }
      watch?.cancel()
      // Of no effect on a task that is done; any other is not wanted any more.
      task?.cancel()
      tell(answer)
      stream?.end()
    }
  }

  private func tell(_ answer: Answer) {
    let waiting = inside.withLock { inside in
      defer { inside.waiting = nil }
      if inside.waiting == nil { inside.early = answer }
      return inside.waiting
    }
    waiting?.resume(returning: answer)
  }
}
