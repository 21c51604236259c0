/// A change as two strings of bytes, unread: enough to continue the chain past a change that
/// cannot be read, so that one bad change never holds up those behind it.
public struct ChangeFrame: Hashable, Sendable {
  /// The encoded ``ChangeHeader``, unread: any bytes at all.
  public let header: [UInt8]
  /// The encoded ``Payload/Content``, unread, or its digest.
  public let payload: Payload

  public init(header: [UInt8], payload: Payload) {
    self.header = header
    self.payload = payload
  }

  /// Reads ``Change/encoded``, and neither of its two parts. Throws where the bytes are no array of
  /// them, or are more than ``Limits/changeBytes``.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    guard bytes.count <= Limits.changeBytes else { throw reader.fail(.limit) }
    let isErased = try reader.arrayHead(2, or: 3)
    header = try reader.byteString()
    if isErased {
      guard try reader.null() else { throw reader.fail(.shape) }
      payload = .erased(try reader.digest())
    } else {
      payload = .intact(try reader.byteString())
    }
    try reader.finish()
  }
}
