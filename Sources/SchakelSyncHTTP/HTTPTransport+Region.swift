import Foundation
public import SchakelCore
public import SchakelSync

extension HTTPTransport {
  /// `GET /v1/region`: the key to which bundles for the region are sealed. Whoever uses it checks the
  /// signature first, under the region's key as it was at enrolment. No token is shown.
  public func bundleKey() async throws(TransportFailure) -> BundleKey {
    let type = "application/json"
    let request = try request("GET", "/v1/region", accept: type, showingToken: false)
    let answer = try await run(request, hope: Exchange.Hope(type, limit: limits.enrolmentBytes))
    guard let given = try? JSONDecoder().decode(GivenKeys.self, from: Data(answer)),
      let key = Hex.decode(given.bundleKey), let signature = Hex.decode(given.bundleKeySignature)
    else { throw TransportFailure(.notSchakel, "The region's keys cannot be read.") }
    return BundleKey(publicKey: key, signature: signature)
  }
}

private struct GivenKeys: Decodable {
  let bundleKey: String
  let bundleKeySignature: String
}
