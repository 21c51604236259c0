public import Hummingbird

/// One address, one spelling: a path with a trailing slash or an empty segment is not found,
/// where the router would look past it.
public struct StrictPaths<Context: RequestContext>: RouterMiddleware {
  /// A middleware; place it inside ``ProblemResponses``.
  public init() {}

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let path = request.uri.path
    if path.hasSuffix("/") && path != "/" {
      throw Problem(.notFound, "Leave out the slash at the end.")
    }
    if path.contains("//") {
      throw Problem(.notFound, "Leave out the empty parts of the path.")
    }
    return try await next(request, context)
  }
}
