import Foundation
public import SchakelCore
public import SchakelSync
import Synchronization

extension HTTPTransport {
  static let movedEvent = "moved"

  /// `GET /v1/events`: returns once the stream is open. It ends when the connection does, when there
  /// is no sign of life for ``HTTPLimits/streamSilence``, when an event is longer than
  /// ``HTTPLimits/eventBytes``, when nobody reads it any more, and with this transport.
  public func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    let type = "text/event-stream"
    let request = try request("GET", "/v1/events", accept: type)
    let (spaces, moved) = AsyncStream.makeStream(
      of: SpaceID.self, bufferingPolicy: .bufferingNewest(HTTPLimits.bufferedEvents))
    let reader = Mutex(EventStreamReader(limit: limits.eventBytes))
    let exchange = Exchange(hope: .stream(type), limits: limits, now: RunningExchange.now)
    let running = RunningExchange(
      exchange,
      stream: RunningExchange.Stream(
        deliver: { [weak self] bytes in
          let (events, retry, isOverflown) = reader.withLock {
            ($0.take(bytes), $0.retry, $0.isOverflown)
          }
          self?.reconnection.withLock { $0 = retry ?? $0 }
          for space in events.compactMap(Self.space) { moved.yield(space) }
          if isOverflown { moved.finish() }
        }, end: { moved.finish() }))
    moved.onTermination = { _ in running.handle(Exchange.Event.cancelled) }
    _ = try await run(running, request).get()
    return spaces
  }

  /// What the server last said on an event stream of how soon it wants its readers back, in
  /// milliseconds; nil while it has not.
  public var reconnectDelay: UInt64? { reconnection.withLock { $0 } }

  private static func space(_ event: EventStreamReader.Event) -> SpaceID? {
    event.name == movedEvent ? SpaceID(text: event.data) : nil
  }
}
