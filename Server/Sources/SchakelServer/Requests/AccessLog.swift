import HTTPTypes
public import Hummingbird
import Logging

/// Writes one log line per request: action, object, result, origin and actor. The object is the address
/// with the ids in it (``LoggedPath``): query strings, bodies and headers never reach the log.
public struct AccessLog<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private let quietPaths: Set<String>

  /// A middleware that logs requests to `quietPaths`, such as health checks, at debug level.
  public init(quietPaths: Set<String> = []) {
    self.quietPaths = quietPaths
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let path = LoggedPath(request.uri.path, pattern: context.endpointPath).text
    context.logger.log(
      level: quietPaths.contains(path) ? .debug : .info, "request",
      metadata: [
        LogKey.action: "\(action(request.method))",
        LogKey.object: "\(path)",
        LogKey.result: "\(response.status.code)",
        LogKey.origin: "\(context.origin)",
        LogKey.actor: "\(context.trail.actor ?? "-")",
        LogKey.milliseconds: "\(milliseconds(since: start))",
      ])
    return response
  }

  /// A caller may make up methods; they are one.
  private func action(_ method: HTTPRequest.Method) -> String {
    HTTPRequest.Method.known.contains(method) ? method.rawValue : "other"
  }

  private func milliseconds(since start: ContinuousClock.Instant) -> Int64 {
    let spent = start.duration(to: .now).components
    return spent.seconds * 1000 + spent.attoseconds / 1_000_000_000_000_000
  }
}
