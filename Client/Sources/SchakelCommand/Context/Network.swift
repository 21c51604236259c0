public import SchakelSync

/// The ways to a region. The live one speaks HTTP; tests have one in memory.
public protocol Network: Sendable {
  /// Exchanges an invitation's code for a credential.
  ///
  /// - Parameters:
  ///   - token: of a device that is enrolled there already and joins another space.
  ///   - authority: the certificates, in PEM, of those who alone vouch for the server; nil for all
  ///     whom the system trusts.
  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer

  /// Tells the region that a device has erased all that it held.
  ///
  /// - Parameters:
  ///   - signature: the device's, over `WipeOrder.confirmationMessage`.
  ///   - authority: as for an enrolment.
  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure)

  /// - Parameter authority: as for an enrolment.
  /// - Throws: `badAddress` or `tokenRefused` where it is plain at once that nothing can come of it.
  func transport(
    to server: String, token: String, authority: [UInt8]?
  ) throws(TransportFailure) -> any SyncTransport
}
