/// What a device signs to be let in: that it has the key that it names. Whoever lacks the key cannot
/// take the place of a device that the region knows, whatever invitation they have.
public enum EnrolmentProof {
  /// "schakel/enrolment/1" ‖ replica ‖ public key ‖ ``hash(ofCode:hashing:)``. The code is good once, and so
  /// is the proof.
  ///
  /// - Parameters:
  ///   - code: as in `Invitation.code`.
  ///   - publicKey: Ed25519, thirty-two bytes.
  public static func message(
    code: [UInt8], replica: ReplicaID, publicKey: [UInt8], hashing: Hashing
  ) -> [UInt8] {
    var bytes = Array("schakel/enrolment/1".utf8)
    BigEndian.append(replica.rawValue, count: 8, to: &bytes)
    return bytes + publicKey + hash(ofCode: code, hashing: hashing).bytes
  }

  /// What the region keeps of a code: SHA-256 of "schakel/invitation/1" ‖ its bytes.
  public static func hash(ofCode code: [UInt8], hashing: Hashing) -> Digest {
    hashing.sha256(Array("schakel/invitation/1".utf8) + code)
  }
}
