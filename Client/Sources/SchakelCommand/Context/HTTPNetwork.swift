public import SchakelCore
public import SchakelSync
import SchakelSyncHTTP
import SchakelTransport

/// The network of a device: HTTP to the region's server, by async-http-client whether or not the
/// region has an authority of its own, so that there is one way in which it may go wrong.
public struct HTTPNetwork: Network {
  /// Named in every request, for the operator: program and version.
  let agent: String
  /// Names the proxy to go through, if any.
  let environment: [String: String]
  /// Milliseconds since 1970 (UTC), as this device's clock says.
  let now: @Sendable () -> UInt64

  /// A network in which `agent` is named to servers.
  public init(
    agent: String, environment: [String: String], now: @escaping @Sendable () -> UInt64
  ) {
    self.agent = agent
    self.environment = environment
    self.now = now
  }

  public func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    do throws(TransportFailure) {
      let transport = try way(to: server, token, authority)
      let admission = try await transport.enrol(
        code: request.code, deviceName: request.deviceName, replica: request.replica,
        publicKey: request.publicKey, proof: request.proof)
      return EnrolmentAnswer(
        token: admission.token, regionName: admission.regionName,
        regionKey: admission.regionKey, enrolment: admission.enrolment)
    } catch {
      throw Self.failure(error)
    }
  }

  /// What the problems that the server names mean where somebody enrols.
  static func failure(_ error: TransportFailure) -> EnrolmentFailure {
    switch error.problem {
    // The server does not say which it is: unknown, used or expired.
    case "/problems/gone": .invitationNotValid
    case "/problems/conflict": .replicaTaken
    default: .transport(error)
    }
  }

  public func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) throws(TransportFailure) -> any SyncTransport {
    RenewingTransport(try way(to: server, token, authority), token: token, keeper: keeper)
  }

  public func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) {
    try await way(to: server, token, authority).confirmWipe(signature)
  }

  public func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey {
    try await way(to: server, nil, authority).bundleKey()
  }

  private func way(
    to server: String, _ token: String?, _ pem: [UInt8]?
  ) throws(TransportFailure) -> HTTPTransport {
    var authority = Authority.system
    if let pem {
      do {
        authority = try Authority(pem: pem)
      } catch {
        throw TransportFailure(
          .certificate, "The file with the region's authority holds no certificate in PEM.")
      }
    }
    return try HTTPTransport(
      server: server, token: token, agent: agent,
      carrier: NIOCarrier(
        authority: authority, environment: environment, server: server, now: now))
  }
}
