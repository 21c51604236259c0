/// A device's word, under its own key, that it has obeyed every order to erase that is in a space's log
/// up to a place, and that nothing of what they name is left in any of its files.
///
/// It is sent once after each order, so that a region can tell whose devices have not obeyed yet, and
/// an auditor that those which are said to have did say so.
public struct ErasureConfirmation: Hashable, Sendable {
  /// The place up to which the device has followed the log.
  public let place: Cursor
  /// The device's Ed25519 signature over ``message(of:in:at:)``, sixty-four bytes.
  public let signature: [UInt8]

  public init(place: Cursor, signature: [UInt8]) {
    self.place = place
    self.signature = signature
  }

  /// "schakel/erased/1" ‖ space ‖ replica ‖ epoch ‖ position ‖ mark; numbers as eight bytes, most
  /// significant first.
  public static func message(of replica: ReplicaID, in space: SpaceID, at place: Cursor) -> [UInt8]
  {
    var bytes = Array("schakel/erased/1".utf8)
    for number in [
      space.rawValue, replica.rawValue, place.epoch.rawValue, place.position, place.mark,
    ] {
      BigEndian.append(number, count: 8, to: &bytes)
    }
    return bytes
  }

  /// `[place, signature]`.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(2)
    place.encode(to: &out)
    out.byteString(signature)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 2)
    place = try Cursor(from: &reader)
    signature = try reader.byteString(count: Seal.signatureBytes)
  }
}
