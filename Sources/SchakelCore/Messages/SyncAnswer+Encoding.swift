private enum Key {
  static let version: UInt64 = 1
  static let time: UInt64 = 2
  static let spaces: UInt64 = 3
  static let isTokenDue: UInt64 = 32
}

private enum SpaceKey {
  static let space: UInt64 = 1
  static let status: UInt64 = 2
  static let cursor: UInt64 = 3
  static let entries: UInt64 = 4
  static let more: UInt64 = 5
  static let head: UInt64 = 6
  static let digest: UInt64 = 7
  static let streams: UInt64 = 8
  static let outcomes: UInt64 = 9
  static let receipt: UInt64 = 10
  static let bootstrap: UInt64 = 11
  static let people: UInt64 = 12
  static let name: UInt64 = 13
  static let unadmitted: UInt64 = 14
  static let held: UInt64 = 15
}

extension SyncAnswer {
  /// A map with integer keys; what is empty or as usual is left out.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 256)
    out.map { map in
      map.pair(Key.version) { $0.unsigned(version) }
      map.pair(Key.time) { $0.unsigned(time) }
      map.pair(Key.spaces) { $0.array(spaces) { $0.encode(to: &$1) } }
      if isTokenDue { map.pair(Key.isTokenDue) { $0.bool(true) } }
    }
    return out.bytes
  }

  /// Reads ``encoded``. Throws where a key below ``Limits/firstIgnorableKey`` is not known;
  /// signatures are not checked here.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    var version: UInt64?
    var time: UInt64?
    var spaces: [Space]?
    var isTokenDue = false
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case Key.version: version = try reader.unsigned()
      case Key.time: time = try reader.milliseconds()
      case Key.spaces: spaces = try reader.array(Space.init(from:))
      case Key.isTokenDue: isTokenDue = try reader.presentTrue()
      default: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0, let time, let spaces else { throw CBORError(.shape, at: 0) }
    self.init(version: version, time: time, spaces: spaces, isTokenDue: isTokenDue)
  }
}

extension SyncAnswer.Space {
  func encode(to out: inout CBORWriter) {
    out.map { map in
      map.pair(SpaceKey.space) { $0.identifier(space) }
      encodePlace(to: &map)
      encodeOutcome(to: &map)
      if let bootstrap { map.pair(SpaceKey.bootstrap) { bootstrap.encode(to: &$0) } }
      map.someArray(SpaceKey.people, people) { $0.encode(to: &$1) }
      if let name { map.pair(SpaceKey.name) { $0.text(name) } }
      map.someArray(SpaceKey.unadmitted, unadmitted) { $1.writer($0) }
      if held > 0 { map.pair(SpaceKey.held) { $0.unsigned(held) } }
    }
  }

  private func encodePlace(to map: inout CBORMapWriter) {
    if status != .ok {
      map.pair(SpaceKey.status) { $0.unsigned(UInt64(status.rawValue)) }
    }
    if let cursor { map.pair(SpaceKey.cursor) { cursor.encode(to: &$0) } }
    map.someArray(SpaceKey.entries, entries) { $0.encode(to: &$1) }
    if more { map.pair(SpaceKey.more) { $0.bool(true) } }
    if let head {
      map.pair(SpaceKey.head) { head.encode(to: &$0) }
      map.pair(SpaceKey.digest) { $0.fixed64(digest) }
    }
  }

  private func encodeOutcome(to map: inout CBORMapWriter) {
    if !streams.isEmpty {
      map.pair(SpaceKey.streams) { StreamTip.encode(streams, to: &$0) }
    }
    map.someArray(SpaceKey.outcomes, outcomes) { $0.outcome.encode(dot: $0.dot, to: &$1) }
    if let receipt { map.pair(SpaceKey.receipt) { receipt.encode(to: &$0) } }
  }
}

extension SyncAnswer.Space {
  init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    self.init(space: SpaceID(rawValue: 0))
    var named = false
    var hasDigest = false
    try reader.map { key, reader throws(CBORError) in
      named = named || key == SpaceKey.space
      hasDigest = hasDigest || key == SpaceKey.digest
      try read(key, from: &reader)
    }
    guard named, hasDigest == (head != nil) else { throw CBORError(.shape, at: start) }
  }

  private mutating func read(_ key: UInt64, from reader: inout CBORReader) throws(CBORError) {
    switch key {
    case SpaceKey.space: space = try reader.identifier()
    case SpaceKey.status: status = try Self.status(&reader)
    case SpaceKey.cursor: cursor = try Cursor(from: &reader)
    case SpaceKey.entries: entries = try reader.someArray(PulledEntry.init(from:))
    case SpaceKey.more: more = try reader.presentTrue()
    case SpaceKey.head: head = try Cursor(from: &reader)
    case SpaceKey.digest: digest = try reader.fixed64()
    case SpaceKey.streams: streams = try StreamTip.readSome(&reader)
    case SpaceKey.outcomes: outcomes = try Self.outcomes(&reader)
    case SpaceKey.receipt: receipt = try SyncAnswer.Receipt(from: &reader)
    case SpaceKey.bootstrap: bootstrap = try SyncAnswer.Bootstrap(from: &reader)
    case SpaceKey.people: people = try reader.someArray(SyncAnswer.Person.init(from:))
    case SpaceKey.name: name = try reader.text(limit: Limits.reasonBytes)
    case SpaceKey.unadmitted:
      unadmitted = try reader.someArray { reader throws(CBORError) in try reader.writer() }
    case SpaceKey.held: held = try Self.held(&reader)
    default: try reader.skipUnknown(key: key)
    }
  }

  private static func status(_ reader: inout CBORReader) throws(CBORError) -> SyncAnswer.Status {
    let start = reader.offset
    let status: SyncAnswer.Status = try reader.choice()
    // One encoding: what is as usual is left out.
    guard status != .ok else { throw CBORError(.notShortest, at: start) }
    return status
  }

  private static func held(_ reader: inout CBORReader) throws(CBORError) -> UInt64 {
    let start = reader.offset
    let count = try reader.unsigned()
    guard count > 0 else { throw CBORError(.notShortest, at: start) }
    guard count <= mostHeld else { throw CBORError(.limit, at: start) }
    return count
  }

  private static func outcomes(
    _ reader: inout CBORReader
  ) throws(CBORError) -> [SyncAnswer.Outcome] {
    try reader.someArray { reader throws(CBORError) in
      let read = try ChangeOutcome.read(&reader)
      return SyncAnswer.Outcome(read.dot, read.outcome)
    }
  }
}

extension CBORReader {
  /// True: what is as usual, false, is left out, so that there is one encoding.
  fileprivate mutating func presentTrue() throws(CBORError) -> Bool {
    let start = offset
    guard try bool() else { throw CBORError(.notShortest, at: start) }
    return true
  }
}
