public import Hummingbird

/// Refuses a body that says it is too large before any of it is read. One that does not say so
/// is cut off by the connection's guard, at the same length.
public struct BodyLimit<Context: RequestContext>: RouterMiddleware {
  private let bytes: Int

  /// A middleware; place it inside ``ProblemResponses``.
  public init(_ bytes: Int) {
    self.bytes = bytes
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let length = request.head.declaredLength, length > bytes { throw Problem.bodyTooLarge }
    return try await next(request, context)
  }
}
