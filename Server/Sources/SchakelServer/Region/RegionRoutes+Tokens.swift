import HTTPTypes
import Hummingbird
import SchakelCore
import SchakelRegion

extension RegionRoutes {
  /// `POST /v1/token-challenges`: what a device's next renewal has to answer. It takes no token, as the
  /// one that a device has may have ended, and says nothing of whether there is such a device.
  @Sendable func challengeToken(_ request: Request, _ context: Context) async throws -> Response {
    let message = try await request.json(as: ChallengeRequest.self, upTo: Self.jsonBytes)
    let challenge = try service.tokenChallenge(for: try message.device())
    return .json(["challenge": .string(Hex.encode(challenge))])
  }

  /// `POST /v1/token-renewals`: a token that a device drew, under the device's key.
  @Sendable func renewToken(_ request: Request, _ context: Context) async throws -> Response {
    let message = try await request.json(as: RenewalRequest.self, upTo: Self.jsonBytes)
    let renewal = try message.renewal()
    let (person, end) = try await renewals.keep(context.origin, renewal.replica) {
      try await service.renewToken(renewal)
    }
    context.trail.actor = "\(renewal.replica.text)/\(person.text)"
    return .json(["tokenEnd": .string(Self.text(of: end))], status: .created)
  }

  static func text(of time: UInt64) -> String {
    UTCTime(millisecondsSince1970: Int64(clamping: time)).rfc3339
  }
}
