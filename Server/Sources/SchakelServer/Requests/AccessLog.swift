import HTTPTypes
public import Hummingbird
import Logging

/// Writes one log line per request: action, object, result, origin and actor. The object is the address
/// with the ids in it (``LoggedPath``): query strings, bodies and headers never reach the log. Of refusals
/// in a flood the first has a line, and each second after it one with their number (``RefusalTally``).
public struct AccessLog<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  private let quietPaths: Set<String>
  private let refusals: RefusalTally

  /// A middleware that logs requests to `quietPaths`, such as health checks, at debug level.
  public init(quietPaths: Set<String> = []) {
    self.init(quietPaths: quietPaths, refusals: RefusalTally())
  }

  init(quietPaths: Set<String>, refusals: RefusalTally) {
    self.quietPaths = quietPaths
    self.refusals = refusals
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    guard isDue(response.status.code, context.logger) else { return response }
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

  /// False for one of many refusals, which are told together.
  private func isDue(_ status: Int, _ logger: Logger) -> Bool {
    guard RefusalTally.statuses.contains(status) else { return true }
    return refusals.note(status) { count in
      logger.info(
        "requests were refused",
        metadata: [
          LogKey.action: "refuse", LogKey.object: "requests", LogKey.result: "\(status)",
          LogKey.origin: "-", LogKey.actor: "-", LogKey.count: "\(count)",
        ])
    }
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
