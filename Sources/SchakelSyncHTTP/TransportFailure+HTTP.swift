import Foundation
import SchakelSync

extension TransportFailure {
  /// What an answer means that is none of those that were hoped for.
  init(_ head: ResponseHead, body: [UInt8]) {
    let problem = head.isProblem ? Problem(body) : nil
    let words = problem?.text ?? ""
    let said = words.isEmpty ? "" : ": \(words)"
    self.init(
      problem.flatMap { Self.problems[$0.type ?? ""] } ?? Self.code(head),
      "The server answered \(head.status)\(said).", retryAfter: head.retryAfter,
      problem: problem?.type, wipe: problem?.order)
  }

  /// What the status alone does not tell: 501 may come from a proxy, 401 and 403 have several reasons.
  private static let problems: [String: Code] = [
    "/problems/server-outdated": .serverOutdated, "/problems/device-revoked": .deviceRevoked,
    "/problems/device-wiped": .deviceWiped, "/problems/token-expired": .tokenExpired,
  ]

  private static func code(_ head: ResponseHead) -> Code {
    switch head.status {
    case 300...399: .redirected
    case 401: .tokenRefused
    case 403: .forbidden
    // A server that has other pages than ours.
    case 404 where !head.isProblem, 405 where !head.isProblem: .notSchakel
    // A network that wants to be paid or agreed with first (RFC 9110 §15.5.8, RFC 6585 §6).
    case 407, 511: .notSchakel
    case 408, 429, 503: .busy
    case 413: .tooLarge
    case 426: .upgradeRequired
    case 400...499: .requestRefused
    case 500...599: .serverError
    default: .notSchakel
    }
  }

  static func redirected(to location: String?) -> TransportFailure {
    let host = location.flatMap { URLComponents(string: $0)?.host }
    let place = host.map { " to \($0)" } ?? ""
    return TransportFailure(
      .redirected,
      "The server sends us on\(place), and a token is for one server: use the address that the "
        + "region gives out.")
  }

  static func wrongMediaType(_ head: ResponseHead) -> TransportFailure {
    let type = head.mediaType.isEmpty ? "something without a type" : head.mediaType
    return TransportFailure(
      .notSchakel,
      "What answered is no Schakel server: it sent \(type.prefix(100)). Is this network asking to "
        + "log in first?")
  }

  static let cancelled = TransportFailure(.cancelled, "The exchange was called off.")
  static let connectionGivenUp = TransportFailure(
    .interrupted, "The server gave up the connection while the request was on its way.")
  static let tooMuch = TransportFailure(
    .notSchakel, "The answer is larger than any that a Schakel server gives.")
}

extension TransportFailure {
  /// What broke before an answer was whole.
  /// - Parameter answered: whether an answer had begun.
  init(_ failure: CarrierFailure, answered: Bool) {
    // Of what breaks within an answer only that it took too long says more than that it broke.
    let code = answered && failure.code != .timedOut ? Code.interrupted : failure.code
    self.init(
      code, Self.message(code, failure.cause),
      certificate: code == .certificate ? failure.fault : nil)
  }

  private static func message(_ code: Code, _ cause: String) -> String {
    switch code {
    case .unreachable: "The server cannot be reached: \(cause)."
    case .timedOut: "The server took too long: \(cause)."
    case .certificate:
      "The server's certificate does not hold (\(cause)). Is this device's clock right?"
    case .notSchakel: "What answered is no Schakel server: \(cause)."
    default: "The connection broke: \(cause)."
    }
  }
}
