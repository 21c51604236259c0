/// A change as two strings of bytes, unread: enough to continue the chain past a change that
/// cannot be read, so that one bad change never holds up those behind it.
public struct ChangeFrame: Hashable, Sendable {
  public let header: [UInt8]
  public let payload: Payload

  public init(header: [UInt8], payload: Payload) {
    self.header = header
    self.payload = payload
  }

  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    guard bytes.count <= Limits.changeBytes else { throw reader.fail(.limit) }
    let items = try reader.arrayHead()
    header = try reader.byteString()
    switch items {
    case 2: payload = .intact(try reader.byteString())
    case 3:
      guard try reader.null() else { throw reader.fail(.shape) }
      payload = .erased(try reader.digest())
    default: throw reader.fail(.shape)
    }
    try reader.finish()
  }
}
