import Synchronization

/// One reader's place at an ``EventHub``: what is still to be sent to it, in order, each event once.
///
/// *Invariant*: an event that waits already is not added again. An event says only that something
/// moved, so one that is still to be sent says of what comes after it too; a slow reader of a busy
/// space has one event waiting, not one for each commit.
public final class EventSubscription: Sendable {
  /// Why the hub ended a subscription.
  public enum Ending: Equatable, Sendable {
    /// More different events waited than the buffer holds.
    case fellBehind
    /// The server is shutting down.
    case closing
    /// The reader may not hear of anything any more.
    case barred
    /// The reader left.
    case left
  }

  /// What is sent: an event, or a sign of life.
  enum Frame: Hashable, Sendable {
    case event(ServerSentEvent)
    case keepAlive
  }

  private struct State {
    var pending: [Frame] = []
    var ending: Ending?
  }

  private let buffer: Int
  private let state = Mutex(State())
  /// Rings when there is something to send. A bell that nobody has heard yet rings once.
  private let bell = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
  private let onLeaving: @Sendable () -> Void

  init(buffer: Int, onLeaving: @escaping @Sendable () -> Void) {
    self.buffer = buffer
    self.onLeaving = onLeaving
  }

  deinit { leave() }

  /// Why there are no more frames; nil while there are.
  var ending: Ending? { state.withLock(\.ending) }

  /// What waits to be sent.
  var pending: [Frame] { state.withLock(\.pending) }

  /// Hands over a frame, or ends the subscription when its buffer is full.
  func offer(_ frame: Frame) {
    let isFull = state.withLock { state in
      guard state.ending == nil, !state.pending.contains(frame) else { return false }
      guard state.pending.count < buffer else { return true }
      state.pending.append(frame)
      return false
    }
    if isFull { finish(.fellBehind) } else { bell.continuation.yield() }
  }

  /// Calls `send` with each frame as it comes, until the subscription ends and all that waited by
  /// then is sent. One caller at a time.
  func forEachFrame(_ send: (Frame) async throws -> Void) async throws {
    for await _ in bell.stream { try await sendPending(send) }
    try await sendPending(send)
  }

  private func sendPending(_ send: (Frame) async throws -> Void) async throws {
    while let frame = takeFirst() { try await send(frame) }
  }

  /// Taken before it is sent: an event that comes while it is on its way says something new.
  private func takeFirst() -> Frame? {
    state.withLock { $0.pending.isEmpty ? nil : $0.pending.removeFirst() }
  }

  /// Ends the subscription after what is in its buffer. The first reason stands.
  func finish(_ reason: Ending) {
    let isFirst = state.withLock { state in
      defer { state.ending = state.ending ?? reason }
      return state.ending == nil
    }
    guard isFirst else { return }
    bell.continuation.finish()
  }

  /// Ends the subscription with nothing more to be sent.
  func cut() {
    state.withLock { $0.pending = [] }
    finish(.barred)
  }

  /// Gives up the place; harmless when done twice.
  func leave() {
    finish(.left)
    onLeaving()
  }
}
