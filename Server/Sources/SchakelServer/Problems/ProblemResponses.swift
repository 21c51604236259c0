public import Hummingbird
import Logging

/// Answers every error below it as a ``Problem``, the framework's own included, and logs what
/// the outside is not told.
public struct ProblemResponses<Context: RequestContext>: RouterMiddleware {
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
        report(error, to: context.logger)
      }
      return problem.response(toMethod: request.method)
    }
  }

  private func report(_ error: any Error, to logger: Logger) {
    logger.error("a request failed", metadata: ["error": "\(error)"])
  }
}
