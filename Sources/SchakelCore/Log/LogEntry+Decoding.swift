extension LogEntry {
  /// Reads what ``encode(to:)`` writes, and any entry of a later version that may be passed over.
  public init(from reader: inout CBORReader) throws(CBORError) {
    var look = reader
    let items = try look.arrayHead()
    guard items > 0 else { throw reader.fail(.shape) }
    let tagStart = look.offset
    let number = try look.unsigned()
    if number >= Limits.firstIgnorableKey {
      self = .unknown(Unknown(encoded: try reader.encodedItem(limit: Limits.changeBytes)))
      return
    }
    guard let tag = UInt8(exactly: number).flatMap(Tag.init(rawValue:))
    else { throw CBORError(.unsupported, at: tagStart) }
    guard items == tag.items || (tag == .device && items == tag.items + 1)
    else { throw reader.fail(.shape) }
    try self.init(tag, items: items, from: &look)
    reader = look
  }

  private init(
    _ tag: Tag, items: Int, from reader: inout CBORReader
  ) throws(CBORError) {
    switch tag {
    case .change:
      self = .change(
        try reader.dot(), link: try reader.digest(), received: try reader.milliseconds())
    case .void: self = .void(try Void(from: &reader))
    case .receipt: self = .receipt(try reader.dot(), received: try reader.milliseconds())
    case .member: self = .member(try Member(from: &reader))
    case .device: self = .device(try Device(from: &reader, hasAccepted: items > tag.items))
    case .erasure: self = .erasure(try Erasure(from: &reader))
    case .epoch: self = .epoch(try EpochStart(from: &reader))
    case .checkpoint: self = .checkpoint(try Checkpoint(from: &reader))
    case .seal: self = .seal(try Seal(from: &reader))
    case .reading: self = .reading(try Reading(from: &reader))
    case .admission: self = .admission(try Admission(from: &reader))
    case .dismissal: self = .dismissal(try Dismissal(from: &reader))
    case .opening: self = .opening(try Opening(from: &reader))
    }
  }
}

extension LogEntry.Tag {
  /// The items of the entry's array; a device that is not in use may have one more.
  fileprivate var items: Int {
    switch self {
    case .seal: 2
    case .opening: 3
    case .receipt, .epoch, .reading: 4
    case .change, .member, .admission, .dismissal: 5
    case .erasure: 6
    case .device: 7
    case .checkpoint: 8
    case .void: 9
    }
  }
}

extension CBORReader {
  /// A dot as two items, writer and counter, without an array around them.
  public mutating func dot() throws(CBORError) -> Dot {
    Dot(writer: try writer(), counter: try counter())
  }

  mutating func dots() throws(CBORError) -> [Dot] {
    let count = try groups(of: 2)
    var dots: [Dot] = []
    dots.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count { dots.append(try dot()) }
    return dots
  }

  mutating func optional<Subject>() throws(CBORError) -> Identifier<Subject>? {
    try null() ? nil : try identifier()
  }
}

extension LogEntry.Void {
  /// A void entry, and none of another kind.
  init(entry reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    guard case .void(let void) = try LogEntry(from: &reader)
    else { throw CBORError(.shape, at: start) }
    self = void
  }

  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    dot = try reader.dot()
    link = try reader.digest()
    document = try reader.null() ? nil : try reader.document()
    let start = reader.offset
    previous = try reader.unsigned()
    // A change comes after the one before it, or nobody could ever record it.
    guard previous < dot.counter else { throw CBORError(.limit, at: start) }
    reason = try reader.choice()
    received = try reader.milliseconds()
    signature = try reader.byteString(count: Seal.signatureBytes)
  }
}

extension LogEntry.Member {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    person = try reader.identifier()
    role = try reader.choice()
    actor = try reader.optional()
    time = try reader.milliseconds()
  }
}

extension LogEntry.Device {
  /// A device entry, and none of another kind.
  init(entry reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    guard case .device(let device) = try LogEntry(from: &reader)
    else { throw CBORError(.shape, at: start) }
    self = device
  }

  fileprivate init(from reader: inout CBORReader, hasAccepted: Bool) throws(CBORError) {
    replica = try reader.identifier()
    person = try reader.identifier()
    publicKey = try reader.byteString(count: 32)
    status = try reader.choice()
    let start = reader
    actor = try reader.optional()
    guard actor == nil || status != .active else { throw start.fail(.shape) }
    time = try reader.milliseconds()
    accepted = hasAccepted ? try Self.accepted(of: replica, status, &reader) : []
  }

  private static func accepted(
    of replica: ReplicaID, _ status: Status, _ reader: inout CBORReader
  ) throws(CBORError) -> [StreamTip] {
    let start = reader.offset
    let tips = try StreamTip.readSome(&reader)
    let isOwn = tips.allSatisfy { $0.writer.replica == replica && $0.counter > 0 }
    guard status != .active, isOwn else { throw CBORError(.shape, at: start) }
    let isOrdered = zip(tips, tips.dropFirst()).allSatisfy { $0.writer < $1.writer }
    guard isOrdered else { throw CBORError(.order, at: start) }
    return tips
  }
}

extension LogEntry.Erasure {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    parts = try Self.parts(&reader)
    ground = try reader.digest()
    requestedBy = try reader.optional()
    approvedBy = try reader.optional()
    time = try reader.milliseconds()
  }
}

extension LogEntry.Erasure {
  private static func parts(_ reader: inout CBORReader) throws(CBORError) -> [Part] {
    let start = reader.offset
    let count = try reader.groups(of: 2)
    guard count > 0 else { throw CBORError(.shape, at: start) }
    var parts: [Part] = []
    for _ in 0..<count {
      let start = reader.offset
      let document = try reader.document()
      if let last = parts.last, !(last.document < document) { throw CBORError(.order, at: start) }
      parts.append(Part(document: document, dots: try dots(&reader)))
    }
    return parts
  }

  private static func dots(_ reader: inout CBORReader) throws(CBORError) -> [Dot] {
    let start = reader.offset
    let count = try reader.groups(of: 2)
    guard count > 0 else { throw CBORError(.shape, at: start) }
    var dots: [Dot] = []
    for _ in 0..<count {
      let start = reader.offset
      let dot = try reader.dot()
      if let last = dots.last, !(last < dot) { throw CBORError(.order, at: start) }
      dots.append(dot)
    }
    return dots
  }
}

extension LogEntry.EpochStart {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    epoch = try reader.identifier()
    previous = try reader.null() ? nil : try Cursor(from: &reader)
    time = try reader.milliseconds()
  }
}

extension LogEntry.Checkpoint {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    position = try reader.position()
    hash = try reader.digest()
    documents = try reader.position()
    digest = try reader.fixed64()
    previous = try reader.null() ? nil : try reader.digest()
    time = try reader.milliseconds()
    signature = try reader.byteString(count: Seal.signatureBytes)
  }
}

extension LogEntry.Reading {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    self.reader = try reader.optional()
    scope = try reader.choice()
    time = try reader.milliseconds()
  }
}

extension LogEntry.Admission {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    writer = try reader.writer()
    previous = try reader.null() ? nil : try reader.incarnation()
    actor = try reader.optional()
    time = try reader.milliseconds()
  }
}

extension LogEntry.Dismissal {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    dot = try reader.dot()
    actor = try reader.identifier()
    time = try reader.milliseconds()
  }
}

extension LogEntry.Opening {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    actor = try reader.optional()
    time = try reader.milliseconds()
  }
}
