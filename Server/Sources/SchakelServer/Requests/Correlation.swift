import HTTPTypes
public import Hummingbird
import Logging

/// Gives every request a name, which its log lines and its answer (`X-Request-Id`) carry. A
/// well-formed name that the caller or a proxy gave is kept.
///
/// With `trustsProxy` the origin is the last address in `X-Forwarded-For`: the one the proxy
/// itself saw. The addresses before it are the caller's own words and are not believed.
public struct Correlation<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private let trustsProxy: Bool

  /// A middleware; place it outermost.
  public init(trustsProxy: Bool) {
    self.trustsProxy = trustsProxy
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.requestID = request.headers[.requestID].flatMap(wellFormed) ?? RequestID().description
    context.logger[metadataKey: LogKey.frameworkRequest] = .string(context.requestID)
    if trustsProxy, let origin = forwardedOrigin(request.headers) { context.origin = origin }
    var response = try await next(request, context)
    response.headers[.requestID] = context.requestID
    return response
  }

  private func forwardedOrigin(_ headers: HTTPFields) -> String? {
    headers[.forwardedFor]?.split(whereSeparator: { $0 == "," || $0 == " " }).last
      .map(String.init).flatMap(wellFormed)
  }
}

/// Bytes in the longest request name or origin that is taken over from outside.
private let longestName = 64

/// A name that can stand in a log line or header as it is, or nil.
private func wellFormed(_ name: String) -> String? {
  let allowed = name.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    case UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"): true
    default: false
    }
  }
  return allowed && (1...longestName).contains(name.utf8.count) ? name : nil
}
