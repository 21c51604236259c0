import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync

/// Enrolling a device: once with its first invitation, and again for each further space.
///
/// The credential is written before the replica takes the person on. Should the power fail between
/// the two, or the answer get lost, the same invitation works again on this device.
struct Enrolling {
  let device: Device
  /// What its owner calls the device.
  let name: String
  /// The authority that alone vouches for the server, in PEM, where one was named.
  var named: [UInt8]?

  func run(_ invitation: Invitation) async throws -> EnrolmentReport {
    let known = try device.credentialIfEnrolled()
    if let known, known.server != invitation.server {
      throw device.context.failure(
        EnrolmentPhrase.otherRegion,
        ["region": .text(known.regionName), "server": .text(known.server)])
    }
    let key = try device.key()
    let request = request(with: invitation.code, key)
    let authority = try named ?? device.authority.load()
    let answer = try await ask(request, invitation.server, known?.token, authority)
    try check(answer, against: known)
    if let named { try device.authority.save(named) }
    let deviceName = known?.deviceName ?? name
    if let token = answer.token ?? known?.token {
      try device.save(
        Credential(
          server: invitation.server, token: token, regionName: answer.regionName,
          regionKey: answer.regionKey, deviceName: deviceName, bundleKey: known?.bundleKey))
    }
    await BundleKeys(device: device).fetchIfMissing()
    try device.replica.adopt(answer.enrolment)
    try device.replica.rememberServer(invitation.server)
    try device.replica.rememberDeviceName(deviceName)
    return EnrolmentReport(answer: answer, deviceName: deviceName)
  }

  private func request(with code: [UInt8], _ key: DeviceKey) -> EnrolmentRequest {
    let (replica, publicKey) = (device.replica.identity.replica, key.publicKey)
    let message = EnrolmentProof.message(
      code: code, replica: replica, publicKey: publicKey, hashing: device.context.hashing)
    return EnrolmentRequest(
      code: code, deviceName: name, replica: replica, publicKey: publicKey,
      proof: key.sign(message))
  }

  /// A token that the region refuses is no reason not to ask for another: that is what the
  /// invitation was sent for. The region knows the device by its key.
  private func ask(
    _ request: EnrolmentRequest, _ server: String, _ token: String?, _ authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    let network = device.context.network
    do throws(EnrolmentFailure) {
      return try await network.enrol(
        request, at: server, token: token, authority: authority)
    } catch .transport(let failure) where failure.isOfToken && token != nil {
      return try await network.enrol(
        request, at: server, token: nil, authority: authority)
    }
  }

  /// Nothing of an answer is kept that does not fit what is here.
  private func check(_ answer: EnrolmentAnswer, against known: Credential?) throws {
    // The same address, and another region behind it: put up anew, or not ours.
    if let known, known.regionKey != answer.regionKey {
      throw device.context.failure(
        EnrolmentPhrase.otherKey,
        ["region": .text(known.regionName), "server": .text(known.server)])
    }
    if let person = device.replica.identity.person, person != answer.enrolment.person {
      throw device.context.failure(ErrorPhrase.otherPerson)
    }
  }
}

extension TransportFailure {
  /// Whether another token may be let through.
  fileprivate var isOfToken: Bool { code == .tokenRefused || code == .tokenExpired }
}
