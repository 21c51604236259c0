import HTTPTypes
public import Hummingbird
import Logging

/// Lets a request through with the device behind its bearer token, or answers 401.
///
/// Unknown, expired, revoked and malformed tokens get one and the same answer, after one and
/// the same lookup (a decoy is looked up where there is no well-formed token), so that nobody
/// learns from answer or time which of them it was. Only a request without any credential is
/// told apart, as RFC 6750 §3 asks: it gets no error code.
public struct BearerAuthentication<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Finds the device that a token was issued to; nil for every token that gives no access.
  /// Tokens are random and are looked up by their hash, so how far a guess is right does not show in
  /// the time it takes.
  public typealias Lookup = @Sendable (BearerToken) async throws -> Device?

  private let isRequired: Bool
  private let lookup: Lookup
  private let pseudonym: @Sendable (Device) -> String

  /// - Parameters:
  ///   - isRequired: whether a request without any credential is refused; if not, it goes on
  ///     without a device. A credential that gives no access is refused in any case.
  ///   - pseudonym: what the log calls a device.
  ///   - lookup: finds the device of a token.
  public init(
    isRequired: Bool = true, pseudonym: @escaping @Sendable (Device) -> String,
    lookup: @escaping Lookup
  ) {
    self.isRequired = isRequired
    self.pseudonym = pseudonym
    self.lookup = lookup
  }

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let value = request.headers[.authorization] else {
      if isRequired { throw Problem.noCredential }
      return try await next(request, context)
    }
    let token = BearerToken(authorization: value)
    let found = try await lookup(token ?? .decoy)
    guard token != nil, let device = found else { throw Problem.refusedCredential }
    var context = context
    context.device = device
    let name = pseudonym(device)
    context.trail.actor = name
    context.logger[metadataKey: LogKey.actor] = .string(name)
    return try await next(request, context)
  }
}

extension Problem {
  private static let challenge = "Bearer realm=\"schakel\""

  static let noCredential = Problem(
    .unauthenticated, "Send the device's token as Authorization: Bearer.",
    fields: [.wwwAuthenticate: challenge])

  static let refusedCredential = Problem(
    .unauthenticated, "This token gives no access; enrol the device with a new invitation.",
    fields: [.wwwAuthenticate: challenge + ", error=\"invalid_token\""])
}
