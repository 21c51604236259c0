public import SchakelSync

/// The ways to a region. The live one speaks HTTP; tests have one in memory.
public protocol Network: Sendable {
  /// Exchanges an invitation's code for a credential.
  ///
  /// - Parameter token: of a device that is enrolled there already and joins another space.
  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer

  /// - Throws: `badAddress` or `tokenRefused` where it is plain at once that nothing can come of it.
  func transport(
    to server: String, token: String
  ) throws(TransportFailure) -> any SyncTransport
}
