import HTTPTypes
public import Hummingbird
import Logging

/// Gives every request a name, which its log lines and its answer (`X-Request-Id`) carry. One that the
/// caller or a proxy gave is kept where it is made of hexadecimal digits and hyphens, as trace ids and
/// UUIDs are.
///
/// Behind a proxy the origin is the address that the proxy saw (``ProxyHeader``).
public struct Correlation<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private let proxy: ProxyHeader?

  /// A middleware; place it outermost.
  ///
  /// - Parameter proxy: the header of the proxy that stands before this server; nil where none does.
  public init(proxy: ProxyHeader?) {
    self.proxy = proxy
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.requestID = request.headers[.requestID].flatMap(wellFormed) ?? RequestID().description
    context.logger[metadataKey: LogKey.frameworkRequest] = .string(context.requestID)
    if let origin = proxy?.origin(request.headers) { context.origin = origin }
    var response = try await next(request, context)
    response.headers[.requestID] = context.requestID
    return response
  }

  /// A name that is nobody's and no secret: digits as programs make them up.
  private func wellFormed(_ name: String) -> String? { LoggedPath.isID(name) ? name : nil }
}
