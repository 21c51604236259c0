extension LogEntry {
  /// Reads what ``encode(to:)`` writes.
  public init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    let items = try reader.arrayHead()
    guard items > 0 else { throw CBORError(.shape, at: start) }
    let tag: Tag = try reader.choice()
    guard items == tag.items else { throw CBORError(.shape, at: start) }
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
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    dot = try reader.dot()
    link = try reader.digest()
    document = try reader.null() ? nil : try reader.document()
    let start = reader.offset
    previous = try reader.unsigned()
    // A change comes after the one before it, or nobody could ever record it.
    guard previous < dot.counter else { throw CBORError(.limit, at: start) }
    reason = try reader.choice()
    received = try reader.unsigned()
  }
}

extension LogEntry.Member {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    person = try reader.identifier()
    role = try reader.choice()
    actor = try reader.optional()
    time = try reader.unsigned()
  }
}

extension LogEntry.Device {
  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    replica = try reader.identifier()
    person = try reader.identifier()
    publicKey = try reader.byteString(count: 32)
    status = try reader.choice()
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
