public import Hummingbird
import Logging

/// Answers every error below it as a ``Problem``, the framework's own included, and logs what
/// the outside is not told.
public struct ProblemResponses<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// A middleware; place it inside those that look at the answer.
  public init() {}

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let problem = Problem(describing: error)
      if problem.status.code >= 500, !(error is Problem), !(error is CancellationError) {
        report(error, problem, request, context)
      }
      return problem.response(toMethod: request.method)
    }
  }

  private func report(
    _ error: any Error, _ problem: Problem, _ request: Request, _ context: Context
  ) {
    let path = LoggedPath(request.uri.path, pattern: context.endpointPath).text
    context.logger.error(
      "a request failed",
      metadata: [
        LogKey.action: "answer", LogKey.object: "\(path)",
        LogKey.result: "\(problem.status.code)", LogKey.origin: "\(context.origin)",
        LogKey.actor: "\(context.trail.actor ?? "-")", "error": "\(error)",
      ])
  }
}
