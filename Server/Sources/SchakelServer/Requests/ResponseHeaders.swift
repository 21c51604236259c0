import HTTPTypes
public import Hummingbird

/// Sets the headers that every answer carries: the version of the interface below `/v1`, and
/// those with which a browser leaves data alone. A handler's own value stands.
public struct ResponseHeaders<Context: RequestContext>: RouterMiddleware {
  /// A middleware; place it outside ``ProblemResponses``, so that problems carry them too.
  public init() {}

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    for field in Self.protective where !response.headers.contains(field.name) {
      response.headers.append(field)
    }
    if isVersioned(request.uri.path) {
      response.headers[.apiVersion] = APIVersion.current
    }
    return response
  }

  private static var protective: [HTTPField] {
    [
      HTTPField(name: .cacheControl, value: "no-store"),
      HTTPField(name: .xContentTypeOptions, value: "nosniff"),
      HTTPField(
        name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'"),
      HTTPField(name: .frameOptions, value: "DENY"),
      HTTPField(name: .referrerPolicy, value: "no-referrer"),
    ]
  }

  private func isVersioned(_ path: String) -> Bool {
    path == "/v1" || path.hasPrefix("/v1/")
  }
}
