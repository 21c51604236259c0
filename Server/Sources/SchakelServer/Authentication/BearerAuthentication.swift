import HTTPTypes
public import Hummingbird
import Logging

/// Lets a request through with the device behind its bearer token, or answers 401.
///
/// Unknown and malformed tokens get one and the same answer, after one and the same lookup (a decoy
/// is looked up where there is no well-formed token), so that nobody learns from answer or time which
/// of them it was. A request without any credential is told apart, as RFC 6750 §3 asks: it gets no
/// error code. And so is the token of a device that was taken out of use, of which the person with the
/// device has to hear, and one that has ended, which the device renews: nobody else has them.
public struct BearerAuthentication<Device: Sendable>: RouterMiddleware {
  public typealias Context = EdgeContext<Device>

  /// Finds the device that a token was issued to; nil for every token that gives no access.
  /// Tokens are random and are looked up by their hash, so how far a guess is right does not show in
  /// the time it takes.
  public typealias Lookup = @Sendable (BearerToken) async throws -> Device?

  /// What the bearer of a token that gives no access is to be told; nil for the usual answer.
  public typealias Explanation = @Sendable (BearerToken) async throws -> Problem?

  private let isRequired: Bool
  private let lookup: Lookup
  private let explain: Explanation
  private let pseudonym: @Sendable (Device) -> String

  /// - Parameters:
  ///   - isRequired: whether a request without any credential is refused; if not, it goes on
  ///     without a device. A credential that gives no access is refused in any case.
  ///   - pseudonym: what the log calls a device and whose it is: never a name.
  ///   - explain: finds what a token's bearer is to be told.
  ///   - lookup: finds the device of a token.
  public init(
    isRequired: Bool = true, pseudonym: @escaping @Sendable (Device) -> String,
    explain: @escaping Explanation = { _ in nil }, lookup: @escaping Lookup
  ) {
    self.isRequired = isRequired
    self.pseudonym = pseudonym
    self.explain = explain
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
    let explanation = found == nil ? try await explain(token ?? .decoy) : nil
    guard token != nil, let device = found else {
      throw token.flatMap { _ in explanation } ?? Problem.refusedCredential
    }
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
    fields: noToken)

  /// What a token that gives no access is answered with, besides words (RFC 6750 §3.1).
  static let noToken: HTTPFields = [.wwwAuthenticate: challenge + ", error=\"invalid_token\""]
}
