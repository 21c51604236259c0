/// Asks for the changes of a space that are held for a coordinator, a page at a time. The answer is a
/// ``HistoryAnswer`` without voids, the first come first.
public struct HeldRequest: Hashable, Sendable {
  /// The protocol version that the device speaks, from 1.
  public var version: UInt64
  /// The space that is asked about.
  public var space: SpaceID
  /// The token of the page before; nil for the first page.
  public var after: [UInt8]?
  /// The bytes of answer that the device is willing to take at once.
  public var limit: Int

  public init(
    version: UInt64 = ProtocolVersion.current, space: SpaceID, after: [UInt8]? = nil,
    limit: Int = HistoryRequest.usualLimit
  ) {
    self.version = version
    self.space = space
    self.after = after
    self.limit = limit
  }
}

private enum Key {
  static let version: UInt64 = 1
  static let space: UInt64 = 2
  static let after: UInt64 = 3
  static let limit: UInt64 = 4
}

extension HeldRequest {
  /// A map with integer keys.
  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.map { map in
      map.pair(Key.version) { $0.unsigned(version) }
      map.pair(Key.space) { $0.identifier(space) }
      if let after { map.pair(Key.after) { $0.byteString(after) } }
      map.pair(Key.limit) { $0.unsigned(UInt64(limit)) }
    }
    return out.bytes
  }

  /// Reads ``encoded``. Throws where a key below ``Limits/firstIgnorableKey`` is not known.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    var version: UInt64?
    var space: SpaceID?
    var after: [UInt8]?
    var limit: Int?
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case Key.version: version = try reader.unsigned()
      case Key.space: space = try reader.identifier()
      case Key.after: after = try reader.byteString()
      case Key.limit: limit = try reader.count(limit: Int(Int32.max))
      default: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0, let space, let limit else { throw CBORError(.shape, at: 0) }
    self.init(version: version, space: space, after: after, limit: limit)
  }
}
