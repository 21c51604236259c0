import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import SchakelRegion

extension Problem {
  /// The problem that an error of any kind is to the outside. What this server does not know is
  /// `internal`, and says nothing of the error itself.
  public init(describing error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as RegionError: self = Problem(refusal)
    case is NIOTooManyBytesError: self = .bodyTooLarge
    case let parsing as HTTPParserError: self = Problem(parsing: parsing)
    case let http as any HTTPResponseError: self = Problem(.standing(for: http.status.code))
    case is CancellationError:
      self = Problem(.timedOut, "The request was given up before it was done.", retryAfter: 1)
    default: self = .unexplained
    }
  }

  private init(parsing error: HTTPParserError) {
    switch error {
    case .headerOverflow: self = Problem(.headersTooLarge, "Send fewer or shorter headers.")
    default: self = Problem(.malformedRequest, "This is not a well-formed HTTP/1.1 request.")
    }
  }

  /// Seconds after which to ask again whether the server is ready.
  private static let retryAfterNotReady = 10

  static func notReady(_ reason: String) -> Problem {
    Problem(.notReady, reason, retryAfter: retryAfterNotReady)
  }

  static let bodyTooLarge = Problem(
    .tooLarge, "The body is larger than this address takes; send it in smaller parts.")
}
