public import Hummingbird
import Logging

/// Writes one log line per request: action, object, result, origin and actor. The object is
/// the path alone: query strings, bodies and headers never reach the log.
public struct AccessLog<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Characters of a path that are logged.
  static var longestPath: Int { 200 }

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
    let path = String(request.uri.path.prefix(Self.longestPath))
    context.logger.log(
      level: quietPaths.contains(path) ? .debug : .info, "request",
      metadata: [
        LogKey.action: "\(request.method.rawValue)",
        LogKey.object: "\(path)",
        LogKey.result: "\(response.status.code)",
        LogKey.origin: "\(context.origin)",
        LogKey.actor: "\(context.trail.actor ?? "-")",
        LogKey.milliseconds: "\(milliseconds(since: start))",
      ])
    return response
  }

  private func milliseconds(since start: ContinuousClock.Instant) -> Int64 {
    let spent = start.duration(to: .now).components
    return spent.seconds * 1000 + spent.attoseconds / 1_000_000_000_000_000
  }
}
