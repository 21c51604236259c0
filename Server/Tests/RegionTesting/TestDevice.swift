import EdgeTesting
import Foundation
package import NIOSSL
package import SchakelCore
package import SchakelKeys
package import SchakelStore
package import SchakelSync

/// A device as a wijkwerker has one: a replica on the disk, a key, a token, and a server.
package final class TestDevice {
  package let replica: Replica
  package let key: SigningKey
  /// Where the server is now.
  package var port: Int
  package var token = ""
  /// The TLS to speak with the server; nil for none.
  package var security: TLSConfiguration?
  /// The region's public key, as it was told at enrolment.
  package private(set) var regionKey: [UInt8] = []

  package init(home: String, port: Int) throws {
    replica = try Replica.open(home: home)
    key = SigningKey()
    self.port = port
  }

  /// The same device on a copy of its files: it has the key and the token, and a life of its own.
  package init(copyOf device: TestDevice, in home: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: device.replica.home)
    where !name.hasSuffix("-shm") {
      try FileManager.default.copyItem(
        atPath: device.replica.home + "/" + name, toPath: home + "/" + name)
    }
    replica = try Replica.open(home: home)
    (key, port) = (device.key, device.port)
    (token, regionKey) = (device.token, device.regionKey)
  }

  package var transport: WireTransport { WireTransport(port: port, token: token, by: security) }

  package var signer: DeviceSigner {
    let key = key
    return { (try? key.sign($0)) ?? [] }
  }

  package var verifier: RegionVerifier {
    let key = regionKey
    return { SigningKey.isValid($1, of: $0, by: key) }
  }

  /// What the device says to be let in.
  ///
  /// - Parameter proof: what is sent to show that the device has its key; nil for nothing.
  package func enrolment(with code: [UInt8], proof: String? = nil) -> String {
    var members = [
      "code": Hex.encode(code), "replica": replica.identity.replica.text,
      "publicKey": Hex.encode(key.publicKey), "deviceName": "Example device",
    ]
    members["proof"] = proof
    let data = try? JSONSerialization.data(withJSONObject: members)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// Exchanges an invitation's code for a token, and takes on who it is now.
  package func enrol(
    with code: [UInt8], by security: TLSConfiguration? = nil, proving: Bool = false
  ) async throws {
    let body = Array(enrolment(with: code, proof: proving ? proof(for: code) : nil).utf8)
    self.security = security
    let answer = try await Wire.connect(to: port, by: security) {
      try await $0.post("/v1/enrolments", ["Content-Type: application/json"], body: body)
    }
    let given = try JSONDecoder().decode(Given.self, from: Data(answer.bytes))
    token = given.token ?? token
    regionKey = Hex.decode(given.regionKey) ?? []
    try replica.adopt(try given.enrolment)
  }

  private func proof(for code: [UInt8]) -> String {
    let message = EnrolmentProof.message(
      code: code, replica: replica.identity.replica, publicKey: key.publicKey, hashing: .portable)
    return Hex.encode(signer(message))
  }

  package func sync() async throws -> SyncReport {
    let synchroniser = Synchroniser(
      replica: replica, transport: transport, signer: signer, verifier: verifier,
      agent: "schakel-tests/1")
    return try await synchroniser.run(patience: .init(retries: 0))
  }

  /// The request that the next sync would begin with.
  package func nextRequest() throws -> SyncRequest {
    try replica.syncRequest(agent: "schakel-tests/1", signer: signer)
  }

  @discardableResult
  package func note(_ title: String, in space: SpaceID) throws -> DocumentID {
    try replica.create("fieldNote", ["title": [Value(title)]], in: space)
  }
}

/// The answer to an enrolment.
private struct Given: Decodable {
  struct Space: Decodable {
    let space: String
    let name: String
    let role: String
  }

  struct Unreadable: Error {}

  let token: String?
  let regionKey: String
  let person: String
  let personName: String
  let spaces: [Space]

  var enrolment: Enrolment {
    get throws {
      guard let person = PersonID(text: person) else { throw Unreadable() }
      let spaces = try spaces.map { space in
        guard let id = SpaceID(text: space.space), let role = Role(text: space.role) else {
          throw Unreadable()
        }
        return Enrolment.Space(id: id, name: space.name, role: role)
      }
      return Enrolment(person: person, name: personName, spaces: spaces)
    }
  }
}
