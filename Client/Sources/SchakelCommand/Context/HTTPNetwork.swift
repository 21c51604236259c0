public import SchakelSync
import SchakelSyncHTTP

/// The network of a device: HTTP to the region's server.
public struct HTTPNetwork: Network {
  /// Named in every request, for the operator: program and version.
  let agent: String

  public init(agent: String) { self.agent = agent }

  public func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    do throws(TransportFailure) {
      let transport = try HTTPTransport(server: server, token: token, agent: agent)
      let admission = try await transport.enrol(
        code: request.code, deviceName: request.deviceName, replica: request.replica,
        publicKey: request.publicKey)
      return EnrolmentAnswer(
        token: admission.token, regionName: admission.regionName,
        enrolment: admission.enrolment)
    } catch {
      // The server does not say which it is: unknown, used or expired.
      throw error.problem == Self.gone ? .invitationNotValid : .transport(error)
    }
  }

  private static let gone = "/problems/gone"

  public func transport(
    to server: String, token: String
  ) throws(TransportFailure) -> any SyncTransport {
    try HTTPTransport(server: server, token: token, agent: agent)
  }
}
