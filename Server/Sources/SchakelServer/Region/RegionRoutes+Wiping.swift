import HTTPTypes
import Hummingbird
import SchakelCore
import SchakelRegion

extension RegionRoutes {
  /// `POST /v1/wipe-confirmations`: a device's word that it has erased all that it held, with the token
  /// that gives no other access any more. It may be given again.
  @Sendable func confirmWipe(_ request: Request, _ context: Context) async throws -> Response {
    let message = try await request.json(as: WipeConfirmation.self, upTo: Self.jsonBytes)
    let signature = try message.bytes()
    guard let value = request.headers[.authorization],
      let token = BearerToken(authorization: value)
    else { throw Problem.noCredential }
    guard try await service.confirmWipe(token: token.bytes, signature: signature) else {
      throw Problem.refusedCredential
    }
    return .json(["confirmed": .bool(true)])
  }
}

/// The body: the device's Ed25519 signature over `WipeOrder.confirmationMessage`, in hexadecimal.
private struct WipeConfirmation: Decodable {
  let signature: String

  func bytes() throws(Problem) -> [UInt8] {
    guard let bytes = Hex.decode(signature), bytes.count == Seal.signatureBytes else {
      throw Problem.invalid("/signature")
    }
    return bytes
  }
}
