private enum Key {
  static let version: UInt64 = 1
  static let time: UInt64 = 2
  static let spaces: UInt64 = 3
}

enum AnswerSpaceKey {
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
}

extension SyncAnswer {
  /// A map with integer keys; what is empty or as usual is left out.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 256)
    out.mapHead(3)
    out.key(Key.version)
    out.unsigned(version)
    out.key(Key.time)
    out.unsigned(time)
    out.key(Key.spaces)
    out.arrayHead(spaces.count)
    for space in spaces { space.encode(to: &out) }
    return out.bytes
  }

  /// Reads ``encoded``. Throws where a key below ``Limits/firstIgnorableKey`` is not known;
  /// signatures are not checked here.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    var version: UInt64?
    var time: UInt64?
    var spaces: [Space]?
    var previous: UInt64?
    for _ in 0..<(try reader.mapHead()) {
      switch try reader.key(after: &previous) {
      case Key.version: version = try reader.unsigned()
      case Key.time: time = try reader.milliseconds()
      case Key.spaces:
        spaces = try reader.array { reader throws(CBORError) in try Space(from: &reader) }
      case let key: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0, let time, let spaces else { throw CBORError(.shape, at: 0) }
    self.init(version: version, time: time, spaces: spaces)
  }
}

extension SyncAnswer.Space {
  func encode(to out: inout CBORWriter) {
    let optional = [
      status != .ok, cursor != nil, !entries.isEmpty, more, head != nil, head != nil,
      !streams.isEmpty, !outcomes.isEmpty, receipt != nil, bootstrap != nil, !people.isEmpty,
      name != nil,
    ]
    out.mapHead(1 + optional.count { $0 })
    out.key(AnswerSpaceKey.space)
    out.identifier(space)
    encodePlace(to: &out)
    encodeOutcome(to: &out)
    if let bootstrap {
      out.key(AnswerSpaceKey.bootstrap)
      bootstrap.encode(to: &out)
    }
    if !people.isEmpty {
      out.key(AnswerSpaceKey.people)
      out.arrayHead(people.count)
      for person in people { person.encode(to: &out) }
    }
    if let name {
      out.key(AnswerSpaceKey.name)
      out.text(name)
    }
  }

  private func encodePlace(to out: inout CBORWriter) {
    if status != .ok {
      out.key(AnswerSpaceKey.status)
      out.unsigned(UInt64(status.rawValue))
    }
    if let cursor {
      out.key(AnswerSpaceKey.cursor)
      cursor.encode(to: &out)
    }
    if !entries.isEmpty {
      out.key(AnswerSpaceKey.entries)
      out.arrayHead(entries.count)
      for entry in entries { entry.encode(to: &out) }
    }
    if more {
      out.key(AnswerSpaceKey.more)
      out.bool(true)
    }
    if let head {
      out.key(AnswerSpaceKey.head)
      head.encode(to: &out)
      out.key(AnswerSpaceKey.digest)
      out.fixed64(digest)
    }
  }

  private func encodeOutcome(to out: inout CBORWriter) {
    if !streams.isEmpty {
      out.key(AnswerSpaceKey.streams)
      StreamTip.encode(streams, to: &out)
    }
    if !outcomes.isEmpty {
      out.key(AnswerSpaceKey.outcomes)
      out.arrayHead(outcomes.count)
      for outcome in outcomes { outcome.outcome.encode(dot: outcome.dot, to: &out) }
    }
    if let receipt {
      out.key(AnswerSpaceKey.receipt)
      receipt.encode(to: &out)
    }
  }
}

extension SyncAnswer.Space {
  init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    self.init(space: SpaceID(rawValue: 0))
    var named = false
    var hasDigest = false
    var previous: UInt64?
    for _ in 0..<(try reader.mapHead()) {
      let key = try reader.key(after: &previous)
      named = named || key == AnswerSpaceKey.space
      hasDigest = hasDigest || key == AnswerSpaceKey.digest
      try read(key, from: &reader)
    }
    guard named, hasDigest == (head != nil) else { throw CBORError(.shape, at: start) }
  }

  private mutating func read(_ key: UInt64, from reader: inout CBORReader) throws(CBORError) {
    switch key {
    case AnswerSpaceKey.space: space = try reader.identifier()
    case AnswerSpaceKey.status: status = try Self.status(&reader)
    case AnswerSpaceKey.cursor: cursor = try Cursor(from: &reader)
    case AnswerSpaceKey.entries:
      entries = try reader.someArray { reader throws(CBORError) in try PulledEntry(from: &reader) }
    case AnswerSpaceKey.more: more = try Self.more(&reader)
    case AnswerSpaceKey.head: head = try Cursor(from: &reader)
    case AnswerSpaceKey.digest: digest = try reader.fixed64()
    case AnswerSpaceKey.streams: streams = try StreamTip.readSome(&reader)
    case AnswerSpaceKey.outcomes: outcomes = try Self.outcomes(&reader)
    case AnswerSpaceKey.receipt: receipt = try SyncAnswer.Receipt(from: &reader)
    case AnswerSpaceKey.bootstrap: bootstrap = try SyncAnswer.Bootstrap(from: &reader)
    case AnswerSpaceKey.people:
      people = try reader.someArray { reader throws(CBORError) in
        try SyncAnswer.Person(from: &reader)
      }
    case AnswerSpaceKey.name: name = try reader.text(limit: Limits.reasonBytes)
    default: try reader.skipUnknown(key: key)
    }
  }

  private static func status(_ reader: inout CBORReader) throws(CBORError) -> SyncAnswer.Status {
    let start = reader.offset
    let status: SyncAnswer.Status = try reader.choice()
    // One encoding: what is as usual is left out, here and below.
    guard status != .ok else { throw CBORError(.notShortest, at: start) }
    return status
  }

  private static func more(_ reader: inout CBORReader) throws(CBORError) -> Bool {
    let start = reader.offset
    guard try reader.bool() else { throw CBORError(.notShortest, at: start) }
    return true
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
