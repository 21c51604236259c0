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
}

extension SyncRequest {
  /// A map with integer keys; what is empty is left out.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 256)
    out.mapHead(4)
    out.key(Key.version)
    out.unsigned(version)
    out.key(Key.agent)
    out.text(agent)
    out.key(Key.limit)
    out.unsigned(UInt64(limit))
    out.key(Key.spaces)
    out.arrayHead(spaces.count)
    for space in spaces { space.encode(to: &out) }
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
    var previous: UInt64?
    for _ in 0..<(try reader.mapHead()) {
      switch try reader.key(after: &previous) {
      case Key.version: version = try reader.unsigned()
      case Key.agent: agent = try reader.text(limit: Limits.reasonBytes)
      case Key.limit: limit = try reader.count(limit: Int(Int32.max))
      case Key.spaces: spaces = try Self.spaces(&reader)
      case let key: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0, let agent, let limit, let spaces
    else { throw CBORError(.shape, at: 0) }
    self.init(version: version, agent: agent, limit: limit, spaces: spaces)
  }

  private static func spaces(_ reader: inout CBORReader) throws(CBORError) -> [Space] {
    let start = reader
    let spaces = try reader.array { reader throws(CBORError) in try Space(from: &reader) }
    guard spaces.count <= Limits.spacesPerMessage else { throw start.fail(.limit) }
    return spaces
  }
}

extension SyncRequest.Space {
  func encode(to out: inout CBORWriter) {
    let optional = [
      cursor != nil, !streams.isEmpty, !push.isEmpty, bootstrap != nil, vector != nil,
      !voids.isEmpty,
    ]
    out.mapHead(2 + optional.count { $0 })
    out.key(SpaceKey.space)
    out.identifier(space)
    if let cursor {
      out.key(SpaceKey.cursor)
      cursor.encode(to: &out)
    }
    out.key(SpaceKey.digest)
    out.fixed64(digest)
    if !streams.isEmpty {
      out.key(SpaceKey.streams)
      StreamTip.encode(streams, to: &out)
    }
    encodeTransfer(to: &out)
  }

  private func encodeTransfer(to out: inout CBORWriter) {
    if !push.isEmpty {
      out.key(SpaceKey.push)
      out.arrayHead(push.count)
      for run in push { run.encode(to: &out) }
    }
    if let bootstrap {
      out.key(SpaceKey.bootstrap)
      out.byteString(bootstrap)
    }
    if let vector {
      out.key(SpaceKey.vector)
      vector.encode(to: &out)
    }
    if !voids.isEmpty {
      out.key(SpaceKey.voids)
      out.arrayHead(voids.count)
      for void in voids { LogEntry.void(void).encode(to: &out) }
    }
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    var space: SpaceID?
    var digest: UInt64?
    self.init(space: SpaceID(rawValue: 0), cursor: nil, digest: 0)
    var previous: UInt64?
    for _ in 0..<(try reader.mapHead()) {
      switch try reader.key(after: &previous) {
      case SpaceKey.space: space = try reader.identifier()
      case SpaceKey.cursor: cursor = try Cursor(from: &reader)
      case SpaceKey.digest: digest = try reader.fixed64()
      case SpaceKey.streams: streams = try StreamTip.readSome(&reader)
      case SpaceKey.push:
        push = try reader.someArray { reader throws(CBORError) in try ChangeRun(from: &reader) }
      case SpaceKey.bootstrap: bootstrap = try reader.byteString()
      case SpaceKey.vector: vector = try VersionVector(from: &reader)
      case SpaceKey.voids:
        voids = try reader.someArray { reader throws(CBORError) in try reader.void() }
      case let key: try reader.skipUnknown(key: key)
      }
    }
    guard let space, let digest else { throw CBORError(.shape, at: start) }
    self.space = space
    self.digest = digest
  }
}
