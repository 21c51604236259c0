import HTTPTypes
public import Hummingbird

/// Counts and times requests by method, route and status. The route is the pattern that
/// matched, never the path itself, so that the number of series stays small.
public struct RequestMetrics<Context: RequestContext>: RouterMiddleware {
  private let metrics: EdgeMetrics

  /// A middleware; place it outside ``ProblemResponses``.
  public init(_ metrics: EdgeMetrics) {
    self.metrics = metrics
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    metrics.began()
    var status = ProblemKind.internal.status
    defer {
      metrics.ended(
        method: methodLabel(request.method), route: context.endpointPath ?? "none",
        status: status, after: start.duration(to: .now))
    }
    let response = try await next(request, context)
    status = response.status.code
    return response
  }

  /// A caller may make up methods; they are one.
  private func methodLabel(_ method: HTTPRequest.Method) -> String {
    HTTPRequest.Method.known.contains(method) ? method.rawValue : "other"
  }
}
