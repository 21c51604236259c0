public import SchakelCore
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

  /// The key to which bundles for the region are sealed, as the server tells it: nothing of it is checked.
  ///
  /// - Parameter authority: as for an enrolment.
  func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey

  /// Tells the region that a device has erased all that it held.
  ///
  /// - Parameters:
  ///   - signature: the device's, over `WipeOrder.confirmationMessage`.
  ///   - authority: as for an enrolment.
  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure)

  /// - Parameters:
  ///   - token: what the device shows, until it has another.
  ///   - keeper: what keeps the others, and gets them.
  ///   - authority: as for an enrolment.
  /// - Throws: `badAddress` or `tokenRefused` where it is plain at once that nothing can come of it.
  func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) throws(TransportFailure) -> any SyncTransport
}
