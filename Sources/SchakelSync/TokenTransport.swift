public import SchakelCore

/// A way to the region that shows a token, and can show another. `SchakelSyncHTTP` has one over HTTP.
public protocol TokenTransport: SyncTransport {
  /// Shows this token from now on; what is under way goes on with the one before.
  func use(_ token: String)

  /// What the device's next renewal has to answer. No token is shown.
  func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8]

  /// Tells the region of a token. No token is shown.
  ///
  /// - Throws: `requestRefused` with the problem `/problems/conflict` where the challenge was answered
  ///   already; `tokenRefused` where the region takes no renewal of this device; `deviceRevoked`,
  ///   `deviceWiped`.
  func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure)
}
