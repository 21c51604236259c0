/// A device's signature over the tip of one of its streams: with it, every change up to `counter`
/// is the device's own word. One goes with each push and each bundle.
///
/// The core says which bytes are signed; keys, signing and verifying are the host's (Ed25519,
/// RFC 8032).
public struct Seal: Hashable, Sendable {
  /// The stream's writer, whose replica is the device that signs.
  public let writer: Writer
  /// The last change that the seal covers, from 1; it covers all before it too.
  public let counter: UInt64
  /// The chain's link at ``counter``.
  public let tip: Digest
  /// Sixty-four bytes.
  public let signature: [UInt8]

  /// The length of an Ed25519 signature.
  public static let signatureBytes = 64

  public init(writer: Writer, counter: UInt64, tip: Digest, signature: [UInt8]) {
    self.writer = writer
    self.counter = counter
    self.tip = tip
    self.signature = signature
  }

  /// "schakel/seal/1" ‖ space ‖ writer ‖ counter ‖ tip; numbers as eight bytes, most significant
  /// first.
  public static func message(stream: Stream, counter: UInt64, tip: Digest) -> [UInt8] {
    var bytes = Array("schakel/seal/1".utf8)
    BigEndian.append(stream.space.rawValue, count: 8, to: &bytes)
    stream.writer.append(to: &bytes)
    BigEndian.append(counter, count: 8, to: &bytes)
    tip.append(to: &bytes)
    return bytes
  }

  /// The bytes that this seal's signature covers, in `space`.
  public func message(in space: SpaceID) -> [UInt8] {
    Self.message(stream: Stream(space: space, writer: writer), counter: counter, tip: tip)
  }

  /// `[writer, counter, tip, signature]`.
  public func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.writer(writer)
    out.unsigned(counter)
    out.digest(tip)
    out.byteString(signature)
  }

  /// Reads what ``encode(to:)`` writes. The signature is checked for its length alone.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 4)
    writer = try reader.writer()
    counter = try reader.counter()
    tip = try reader.digest()
    signature = try reader.byteString(count: Self.signatureBytes)
  }
}
