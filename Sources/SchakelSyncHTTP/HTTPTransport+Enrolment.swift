import Foundation
public import SchakelCore
public import SchakelStore
public import SchakelSync

extension HTTPTransport {
  /// What a region gives for an invitation.
  public struct Admission: Sendable {
    /// The device's credential; nil when this transport has one, which goes on.
    public let token: String?
    /// What the region is called.
    public let regionName: String
    /// Ed25519, thirty-two bytes: what the region's receipts are verified with.
    public let regionKey: [UInt8]
    /// The person whose device this is, and every space that is theirs.
    public let enrolment: Enrolment
  }

  /// `POST /v1/enrolments`: exchanges an invitation for a token, or, on a device that has one, for
  /// another space.
  ///
  /// - Parameters:
  ///   - code: as in `Invitation.code`.
  ///   - deviceName: what the owner calls the device.
  ///   - publicKey: Ed25519, thirty-two bytes.
  ///   - proof: the device's signature over `EnrolmentProof.message`, without which the region lets in
  ///     no device that it knows already; nil on a device that has a token.
  /// - Throws: `requestRefused` with the ``TransportFailure/problem`` `/problems/gone` for an
  ///   invitation that is unknown, was used or has expired: the server does not say which.
  public func enrol(
    code: [UInt8], deviceName: String, replica: ReplicaID, publicKey: [UInt8],
    proof: [UInt8]? = nil
  ) async throws(TransportFailure) -> Admission {
    let asked = EnrolmentRequest(
      code: Hex.encode(code), deviceName: deviceName, replica: replica.text,
      publicKey: Hex.encode(publicKey), proof: proof.map(Hex.encode))
    let type = "application/json"
    let hope = Exchange.Hope(type, statuses: 200...201, limit: limits.enrolmentBytes)
    let answer = try await exchange(
      "/v1/enrolments", body: try asked.json(), type: type, hope: hope)
    let given = try EnrolmentAnswer(json: answer)
    // A device that has a token keeps it; one that has none cannot go on without.
    guard given.token.map(Self.isToken) ?? hasToken else { throw EnrolmentAnswer.unreadable }
    return try given.admission()
  }
}

/// Without the token: what is printed ends up in logs.
extension HTTPTransport.Admission: CustomStringConvertible, CustomReflectable {
  public var description: String {
    "\(enrolment.person.text) in \(enrolment.spaces.count) spaces of \(regionName)"
  }

  public var customMirror: Mirror { Mirror(reflecting: description) }
}

private struct EnrolmentRequest: Encodable {
  let code: String
  let deviceName: String
  let replica: String
  let publicKey: String
  let proof: String?

  func json() throws(TransportFailure) -> Data {
    do {
      return try JSONEncoder().encode(self)
    } catch {
      throw TransportFailure(.requestRefused, "The device's name cannot be sent: \(error).")
    }
  }
}

private struct EnrolmentAnswer: Decodable {
  struct Space: Decodable {
    let space: String
    let name: String
    let role: String
  }

  let token: String?
  let person: String
  let personName: String
  let regionName: String
  let regionKey: String
  let spaces: [Space]

  private static let keyBytes = 32

  static let unreadable = TransportFailure(
    .notSchakel, "The answer to the invitation cannot be read.")

  init(json: [UInt8]) throws(TransportFailure) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch {
      throw Self.unreadable
    }
  }

  func admission() throws(TransportFailure) -> HTTPTransport.Admission {
    guard let key = Hex.decode(regionKey), key.count == Self.keyBytes else {
      throw Self.unreadable
    }
    return HTTPTransport.Admission(
      token: token, regionName: regionName, regionKey: key, enrolment: try enrolment())
  }

  private func enrolment() throws(TransportFailure) -> Enrolment {
    guard let person = PersonID(text: person) else { throw Self.unreadable }
    var read: [Enrolment.Space] = []
    for space in spaces {
      guard let id = SpaceID(text: space.space), let role = Role(text: space.role) else {
        throw Self.unreadable
      }
      read.append(Enrolment.Space(id: id, name: space.name, role: role))
    }
    return Enrolment(person: person, name: personName, spaces: read)
  }
}
