import Synchronization

/// One reader's place at an ``EventHub``: what is to be sent to it, in order.
public final class EventSubscription: Sendable {
  /// Why the hub ended a subscription.
  public enum Ending: Equatable, Sendable {
    /// The reader took events more slowly than they came.
    case fellBehind
    /// The server is shutting down.
    case closing
    /// The reader left.
    case left
  }

  /// What is sent: an event, or a sign of life.
  enum Frame: Equatable, Sendable {
    case event(ServerSentEvent)
    case keepAlive
  }

  let frames: AsyncStream<Frame>
  private let continuation: AsyncStream<Frame>.Continuation
  private let end = Mutex<Ending?>(nil)
  private let onLeaving: @Sendable () -> Void

  init(buffer: Int, onLeaving: @escaping @Sendable () -> Void) {
    (frames, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(buffer))
    self.onLeaving = onLeaving
  }

  deinit { leave() }

  /// Why there are no more frames; nil while there are.
  var ending: Ending? { end.withLock { $0 } }

  /// Hands over a frame, or ends the subscription when its buffer is full.
  func offer(_ frame: Frame) {
    if case .dropped = continuation.yield(frame) { finish(.fellBehind) }
  }

  /// Ends the subscription after what is in its buffer. The first reason stands.
  func finish(_ reason: Ending) {
    let isFirst = end.withLock { end in
      defer { end = end ?? reason }
      return end == nil
    }
    guard isFirst else { return }
    continuation.finish()
  }

  /// Gives up the place; harmless when done twice.
  func leave() {
    finish(.left)
    onLeaving()
  }
}
