import HTTPTypes
public import Hummingbird

/// Sets the headers that every answer carries: the version of the interface, and those with which a
/// browser leaves data alone. A handler's own value stands.
public struct ResponseHeaders<Context: RequestContext>: RouterMiddleware {
  private let common: CommonHeaders

  /// A middleware; place it outside ``ProblemResponses``, so that problems carry them too.
  ///
  /// - Parameter isSecure: whether callers speak TLS, with this server or with a proxy before it.
  public init(isSecure: Bool) {
    common = CommonHeaders(isSecure: isSecure)
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    common.add(to: &response.headers)
    return response
  }
}

/// The headers of every answer, whoever makes it.
struct CommonHeaders {
  /// A year, in seconds: what the rules for governments ask for at least.
  private static let securityAge = 31_536_000

  let isSecure: Bool

  /// Adds those that are not there, and the version in any case.
  func add(to headers: inout HTTPFields) {
    for field in Self.protective where !headers.contains(field.name) { headers.append(field) }
    // RFC 6797 §7.2: never said in the clear, where anybody could have said it.
    if isSecure { headers[.strictTransportSecurity] = "max-age=\(Self.securityAge)" }
    headers[.apiVersion] = APIVersion.current
  }

  /// The rule /core/transport/security-headers of the Dutch API Design Rules, and OWASP's REST
  /// Security Cheat Sheet.
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
}
