import HTTPTypes
public import Hummingbird
import NIOCore

extension EventSubscription {
  /// Milliseconds after which a reader comes back.
  private static let retry = 3_000
  /// Milliseconds after which it comes back to a server that was shutting down.
  private static let retryAfterClosing = 5_000

  /// An answer that sends what the hub hands over, for as long as both ends stay: `greeting`
  /// first, so that a reader learns where things stand, then events as they come.
  ///
  /// The stream ends with an event `overflow` for a reader that fell behind, and `closing` when
  /// the server shuts down; both mean: reconnect.
  public func response(
    to request: Request, greeting: [ServerSentEvent] = []
  ) -> Response {
    let headers: HTTPFields = [
      .contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no",
    ]
    let body = ResponseBody { writer in
      defer { self.leave() }
      try await writer.write(text: "retry: \(Self.retry)\n\n")
      for event in greeting { try await writer.write(text: event.text) }
      // A reader that hung up is noticed at once, not at the next sign of life.
      try? await request.body.consumeWithCancellationOnInboundClose { _ in
        try await self.forEachFrame { try await writer.write(text: $0.text) }
      }
      if let farewell = self.farewell { try await writer.write(text: farewell.text) }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  private var farewell: ServerSentEvent? {
    switch ending {
    case .fellBehind: ServerSentEvent(name: "overflow", data: "fell behind; reconnect")
    case .closing:
      ServerSentEvent(name: "closing", data: "reconnect later", retry: Self.retryAfterClosing)
    case .barred, .left, nil: nil
    }
  }
}

extension EventSubscription.Frame {
  fileprivate var text: String {
    switch self {
    case .event(let event): event.text
    case .keepAlive: ":\n\n"
    }
  }
}

extension ResponseBodyWriter {
  fileprivate mutating func write(text: String) async throws {
    try await write(ByteBuffer(string: text))
  }
}
