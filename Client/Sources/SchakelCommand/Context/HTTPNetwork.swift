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
    to server: String, token: String
  ) throws(TransportFailure) -> any SyncTransport {
    try HTTPTransport(server: server, token: token, agent: agent)
  }
}
