import SchakelCore

/// What a device says to be let in. One that is enrolled already needs its code alone.
struct EnrolmentRequest: Decodable {
  let code: String
  let replica: String?
  let publicKey: String?
  let deviceName: String?
  let proof: String?

  /// The code's bytes.
  func codeBytes() throws(Problem) -> [UInt8] {
    let bytes = try Self.bytes(code, "/code")
    guard bytes.count == Invitation.codeBytes else { throw Problem.invalid("/code") }
    return bytes
  }

  /// What is needed of a device that is new.
  func device() throws(Problem) -> (replica: ReplicaID, publicKey: [UInt8], name: String) {
    let replica = try Self.present(replica, "/replica")
    let key = try Self.bytes(try Self.present(publicKey, "/publicKey"), "/publicKey")
    let name = try Self.present(deviceName, "/deviceName")
    guard let replica = ReplicaID(text: replica) else { throw Problem.invalid("/replica") }
    return (replica, key, name)
  }

  /// What shows that the device has its key; nil where nothing does.
  func proofBytes() throws(Problem) -> [UInt8]? {
    guard let proof else { return nil }
    let bytes = try Self.bytes(proof, "/proof")
    guard bytes.count == Seal.signatureBytes else { throw Problem.invalid("/proof") }
    return bytes
  }

  private static func present(_ text: String?, _ place: String) throws(Problem) -> String {
    guard let text else {
      throw Problem(
        .invalidInput, "See errors for the places.",
        faults: [.init(.body, at: place, code: "missing", "This member is required.")])
    }
    return text
  }

  private static func bytes(_ text: String, _ place: String) throws(Problem) -> [UInt8] {
    guard let bytes = Hex.decode(text) else { throw Problem.invalid(place) }
    return bytes
  }
}
