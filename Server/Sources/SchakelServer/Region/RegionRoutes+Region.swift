import Hummingbird
import SchakelCore

extension RegionRoutes {
  /// `GET /v1/region`: the region's public keys. The key for bundles is under the region's signature:
  /// who has the region's key from an enrolment need not believe whoever answers here.
  @Sendable func region(_ request: Request, _ context: Context) async throws -> Response {
    .json([
      "regionKey": .string(Hex.encode(publicKey)),
      "bundleKey": .string(Hex.encode(bundleKey.publicKey)),
      "bundleKeySignature": .string(Hex.encode(bundleKey.signature)),
    ])
  }
}
