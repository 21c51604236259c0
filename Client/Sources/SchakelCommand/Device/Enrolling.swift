import SchakelCore
import SchakelKeys
import SchakelStore

/// Enrolling a device: once with its first invitation, and again for each further space.
///
/// The credential is written before the replica takes the person on. Should the power fail between
/// the two, or the answer get lost, the same invitation works again on this device.
struct Enrolling {
  let device: Device
  /// What its owner calls the device.
  let name: String

  func run(_ invitation: Invitation) async throws -> EnrolmentReport {
    let known = try Credential.load(from: device.home)
    if let known, known.server != invitation.server {
      throw device.context.failure(
        EnrolmentPhrase.otherRegion,
        ["region": .text(known.regionName), "server": .text(known.server)])
    }
    let key = try device.key()
    let request = EnrolmentRequest(
      code: invitation.code, deviceName: name, replica: device.replica.identity.replica,
      publicKey: key.publicKey)
    let answer = try await device.context.network.enrol(
      request, at: invitation.server, token: known?.token)
    if let token = answer.token ?? known?.token {
      try Credential(
        server: invitation.server, token: token, regionName: answer.regionName,
        deviceName: known?.deviceName ?? name
      ).save(to: device.home)
    }
    try device.replica.adopt(answer.enrolment)
    return EnrolmentReport(answer: answer, deviceName: known?.deviceName ?? name)
  }
}
