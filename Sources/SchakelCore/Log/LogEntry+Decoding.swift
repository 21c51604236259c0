extension LogEntry {
  /// Reads what ``encode(to:)`` writes.
  public init(from reader: inout CBORReader) throws(CBORError) {
    let items = try reader.arrayHead()
    guard items > 0 else { throw reader.fail(.shape) }
    let raw = try reader.unsigned()
    guard let tag = UInt8(exactly: raw).flatMap(Tag.init(rawValue:))
    else { throw reader.fail(.unsupported) }
    guard items == tag.items else { throw reader.fail(.shape) }
    try self.init(tag, from: &reader)
  }

  private init(_ tag: Tag, from reader: inout CBORReader) throws(CBORError) {
    switch tag {
    case .change:
      self = .change(
        try reader.dot(), link: try reader.digest(), received: try reader.unsigned())
    case .void: self = .void(try Void(from: &reader))
    case .receipt: self = .receipt(try reader.dot(), received: try reader.unsigned())
    case .member: self = .member(try Member(from: &reader))
    case .device: self = .device(try Device(from: &reader))
    case .erasure: self = .erasure(try Erasure(from: &reader))
    case .epoch: self = .epoch(try EpochStart(from: &reader))
    case .checkpoint: self = .checkpoint(try Checkpoint(from: &reader))
    case .seal: self = .seal(try Seal(from: &reader))
    }
  }
}

extension LogEntry.Tag {
  /// The items of the entry's array.
  fileprivate var items: Int {
    switch self {
    case .seal: 2
    case .receipt, .epoch: 4
    case .change, .member: 5
    case .device, .erasure: 6
    case .void, .checkpoint: 8
    }
  }
}

extension CBORReader {
  public mutating func dot() throws(CBORError) -> Dot {
    Dot(writer: try writer(), counter: try counter())
  }

  mutating func dots() throws(CBORError) -> [Dot] {
    let count = try arrayHead()
    guard count % 2 == 0 else { throw fail(.shape) }
    var dots: [Dot] = []
    dots.reserveCapacity(count / 2)
    for _ in 0..<count / 2 { dots.append(try dot()) }
    return dots
  }

  mutating func optional<Subject>() throws(CBORError) -> Identifier<Subject>? {
    try null() ? nil : try identifier()
  }
}

extension LogEntry.Void {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    dot = try reader.dot()
    link = try reader.digest()
    document = try reader.null() ? nil : try reader.document()
    previous = try reader.unsigned()
    let raw = try reader.unsigned()
    guard let reason = UInt8(exactly: raw).flatMap(VoidReason.init(rawValue:))
    else { throw reader.fail(.unsupported) }
    self.reason = reason
    received = try reader.unsigned()
  }
}

extension LogEntry.Member {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    person = try reader.identifier()
    let raw = try reader.unsigned()
    guard let role = UInt8(exactly: raw).flatMap(Role.init(rawValue:))
    else { throw reader.fail(.unsupported) }
    self.role = role
    actor = try reader.optional()
    time = try reader.unsigned()
  }
}

extension LogEntry.Device {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    replica = try reader.identifier()
    person = try reader.identifier()
    publicKey = try reader.byteString(count: 32)
    let raw = try reader.unsigned()
    guard let status = UInt8(exactly: raw).flatMap(Status.init(rawValue:))
    else { throw reader.fail(.unsupported) }
    self.status = status
    time = try reader.unsigned()
  }
}

extension LogEntry.Erasure {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    dots = try reader.dots()
    ground = try reader.digest()
    requestedBy = try reader.optional()
    approvedBy = try reader.optional()
    time = try reader.unsigned()
  }
}

extension LogEntry.EpochStart {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    epoch = try reader.identifier()
    previous = try reader.null() ? nil : try Cursor(from: &reader)
    time = try reader.unsigned()
  }
}

extension LogEntry.Checkpoint {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    position = try reader.unsigned()
    hash = try reader.digest()
    documents = try reader.unsigned()
    digest = try reader.fixed64()
    previous = try reader.null() ? nil : try reader.digest()
    time = try reader.unsigned()
    signature = try reader.byteString(count: Seal.signatureBytes)
  }
}
