private enum Key {
  static let version: UInt64 = 1
  static let agent: UInt64 = 2
  static let limit: UInt64 = 3
  static let spaces: UInt64 = 4
}

private enum SpaceKey {
  static let space: UInt64 = 1
  static let cursor: UInt64 = 2
  static let digest: UInt64 = 3
  static let streams: UInt64 = 4
  static let push: UInt64 = 5
  static let bootstrap: UInt64 = 6
  static let vector: UInt64 = 7
  static let voids: UInt64 = 8
  static let confirmation: UInt64 = 9
}

extension SyncRequest {
  /// A map with integer keys; what is empty is left out.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 256)
    out.map { map in
      map.pair(Key.version) { $0.unsigned(version) }
      map.pair(Key.agent) { $0.text(agent) }
      map.pair(Key.limit) { $0.unsigned(UInt64(limit)) }
      map.pair(Key.spaces) { $0.array(spaces) { $0.encode(to: &$1) } }
    }
    return out.bytes
  }

  /// Reads ``encoded``. Throws where a key below ``Limits/firstIgnorableKey`` is not known; changes
  /// and signatures are not read here.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    var version: UInt64?
    var agent: String?
    var limit: Int?
    var spaces: [Space]?
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case Key.version: version = try reader.unsigned()
      case Key.agent: agent = try reader.text(limit: Limits.reasonBytes)
      case Key.limit: limit = try reader.count(limit: Int(Int32.max))
      case Key.spaces: spaces = try Self.spaces(&reader)
      default: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0, let agent, let limit, let spaces
    else { throw CBORError(.shape, at: 0) }
    self.init(version: version, agent: agent, limit: limit, spaces: spaces)
  }

  private static func spaces(_ reader: inout CBORReader) throws(CBORError) -> [Space] {
    let start = reader
    let spaces = try reader.array(Space.init(from:))
    guard spaces.count <= Limits.spacesPerMessage else { throw start.fail(.limit) }
    return spaces
  }
}

extension SyncRequest.Space {
  func encode(to out: inout CBORWriter) {
    out.map { map in
      map.pair(SpaceKey.space) { $0.identifier(space) }
      if let cursor { map.pair(SpaceKey.cursor) { cursor.encode(to: &$0) } }
      map.pair(SpaceKey.digest) { $0.fixed64(digest) }
      if !streams.isEmpty { map.pair(SpaceKey.streams) { StreamTip.encode(streams, to: &$0) } }
      map.someArray(SpaceKey.push, push) { $0.encode(to: &$1) }
      if let bootstrap { map.pair(SpaceKey.bootstrap) { $0.byteString(bootstrap) } }
      if let vector { map.pair(SpaceKey.vector) { vector.encode(to: &$0) } }
      map.someArray(SpaceKey.voids, voids) { LogEntry.void($0).encode(to: &$1) }
      if let confirmation { map.pair(SpaceKey.confirmation) { confirmation.encode(to: &$0) } }
    }
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    var space: SpaceID?
    var digest: UInt64?
    self.init(space: SpaceID(rawValue: 0), cursor: nil, digest: 0)
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case SpaceKey.space: space = try reader.identifier()
      case SpaceKey.cursor: cursor = try Cursor(from: &reader)
      case SpaceKey.digest: digest = try reader.fixed64()
      case SpaceKey.streams: streams = try StreamTip.readSome(&reader)
      case SpaceKey.push: push = try reader.someArray(ChangeRun.init(from:))
      case SpaceKey.bootstrap: bootstrap = try reader.byteString()
      case SpaceKey.vector: vector = try VersionVector(from: &reader)
      case SpaceKey.voids: voids = try reader.someArray(LogEntry.Void.init(entry:))
      case SpaceKey.confirmation: confirmation = try ErasureConfirmation(from: &reader)
      default: try reader.skipUnknown(key: key)
      }
    }
    guard let space, let digest else { throw CBORError(.shape, at: start) }
    self.space = space
    self.digest = digest
  }
}
