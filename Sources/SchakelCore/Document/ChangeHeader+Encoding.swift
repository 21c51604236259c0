/// A map with integer keys. Keys below 32 must be understood; see Protocol/spec/documents.md.
private enum Key {
  static let counter: UInt64 = 1
  static let document: UInt64 = 2
  static let time: UInt64 = 3
  static let author: UInt64 = 4
  static let context: UInt64 = 5
  static let operations: UInt64 = 6
  static let kind: UInt64 = 7
  static let purpose: UInt64 = 8
  static let rule: UInt64 = 9
  static let origin: UInt64 = 10
}

extension ChangeHeader {
  /// The header as it is hashed, stored and sent. `writer` is not in it: it is the stream's, and
  /// the chain starts from it. In the context it is written as null, one byte for twelve.
  public func encoded(writer: Writer) -> [UInt8] {
    var out = CBORWriter(reserving: 96 + context.entries.count * 22 + operations.count * 24)
    let optional = [kind != nil, purpose != .edit, rule != nil, origin != nil]
    out.mapHead(6 + optional.count { $0 })
    out.key(Key.counter)
    out.unsigned(counter)
    out.key(Key.document)
    out.document(document)
    out.key(Key.time)
    out.unsigned(time.rawValue)
    out.key(Key.author)
    out.identifier(author)
    out.key(Key.context)
    encodeContext(writer: writer, to: &out)
    out.key(Key.operations)
    out.arrayHead(operations.count)
    for place in operations.indices { encodeOperation(at: place, to: &out) }
    encodeOptional(to: &out)
    return out.bytes
  }

  private func encodeContext(writer: Writer, to out: inout CBORWriter) {
    out.arrayHead(context.entries.count * 3)
    for entry in context.entries {
      if entry.writer == writer { out.null() } else { out.writer(entry.writer) }
      out.unsigned(entry.counter)
      out.check(entry.check)
    }
  }

  /// `[kind, field, count, replaces]`, and origins where there are any. By its place: a copy of each
  /// operation would cost a third of the encoding.
  private func encodeOperation(at place: Int, to out: inout CBORWriter) {
    out.arrayHead(operations[place].origins.isEmpty ? 4 : 5)
    out.unsigned(UInt64(operations[place].kind.rawValue))
    out.name(operations[place].field)
    out.unsigned(UInt64(operations[place].count))
    out.arrayHead(operations[place].replaces.count)
    for target in operations[place].replaces { target.encode(context: context, to: &out) }
    if !operations[place].origins.isEmpty { operations[place].encodeOrigins(to: &out) }
  }

  private func encodeOptional(to out: inout CBORWriter) {
    if let kind {
      out.key(Key.kind)
      out.name(kind)
    }
    if purpose != .edit {
      out.key(Key.purpose)
      out.unsigned(UInt64(purpose.rawValue))
    }
    if let rule {
      out.key(Key.rule)
      out.name(rule)
    }
    if let origin {
      out.key(Key.origin)
      origin.encode(to: &out)
    }
  }
}

extension ChangeHeader {
  /// Reads what ``encoded(writer:)`` writes, and refuses every other form of it.
  public init(encoded bytes: [UInt8], writer: Writer) throws(CBORError) {
    var reader = CBORReader(bytes)
    var fields = Fields()
    var previous: UInt64?
    for _ in 0..<(try reader.mapHead()) {
      let key = try reader.key(after: &previous)
      try fields.read(key, from: &reader, writer: writer)
    }
    try reader.finish()
    guard let header = fields.header else { throw CBORError(.shape, at: 0) }
    self = header
    guard isConsistent(for: writer) else { throw CBORError(.shape, at: 0) }
  }

  /// A document is made by the change that has seen nothing of it, and no other; and no writer has
  /// seen its own change, or a later one, before it wrote it.
  private func isConsistent(for writer: Writer) -> Bool {
    (kind != nil) == context.isEmpty && context.counter(of: writer) < counter
  }

  /// The header while it is read.
  private struct Fields {
    var counter: UInt64?
    var document: DocumentID?
    var time: HybridTime?
    var author: PersonID?
    var context: VersionVector?
    var operations: [Operation]?
    var kind: Name?
    var purpose = Purpose.edit
    var rule: Name?
    var origin: Origin?

    mutating func read(
      _ key: UInt64, from reader: inout CBORReader, writer: Writer
    ) throws(CBORError) {
      switch key {
      case Key.counter: counter = try reader.counter()
      case Key.document: document = try reader.document()
      case Key.time: time = HybridTime(rawValue: try reader.unsigned())
      case Key.author: author = try reader.identifier()
      case Key.context: context = try Self.context(&reader, writer: writer)
      case Key.operations:
        operations = try Self.operations(&reader, context: context ?? VersionVector())
      case Key.kind: kind = try reader.name()
      case Key.purpose: purpose = try Self.purpose(&reader)
      case Key.rule: rule = try reader.name()
      case Key.origin: origin = try Origin(from: &reader)
      default: try reader.skipUnknown(key: key)
      }
    }

    var header: ChangeHeader? {
      guard let counter, let document, let time, let author, let context, let operations
      else { return nil }
      return ChangeHeader(
        counter: counter, document: document, time: time, author: author, context: context,
        operations: operations, kind: kind, purpose: purpose, rule: rule, origin: origin)
    }

    static func context(
      _ reader: inout CBORReader, writer: Writer
    ) throws(CBORError) -> VersionVector {
      try VersionVector(from: &reader) { reader throws(CBORError) in
        try contextWriter(&reader, writer: writer)
      }
    }

    static func contextWriter(
      _ reader: inout CBORReader, writer: Writer
    ) throws(CBORError) -> Writer {
      let start = reader.offset
      if try reader.null() { return writer }
      let other = try reader.writer()
      // One encoding: the stream's own writer is always null.
      guard other != writer else { throw CBORError(.notShortest, at: start) }
      return other
    }

    static func operations(
      _ reader: inout CBORReader, context: VersionVector
    ) throws(CBORError) -> [Operation] {
      let start = reader.offset
      let count = try reader.arrayHead()
      guard count >= 1 && count <= Limits.operations else { throw CBORError(.limit, at: start) }
      var operations: [Operation] = []
      operations.reserveCapacity(count)
      for _ in 0..<count {
        let start = reader.offset
        let operation = try Operation(from: &reader, context: context)
        if let last = operations.last, !(last.field < operation.field) {
          throw CBORError(.order, at: start)
        }
        operations.append(operation)
      }
      return operations
    }

    static func purpose(_ reader: inout CBORReader) throws(CBORError) -> Purpose {
      let start = reader.offset
      let purpose: Purpose = try reader.choice()
      // One encoding: an ordinary edit leaves the key out.
      guard purpose != .edit else { throw CBORError(.notShortest, at: start) }
      return purpose
    }
  }
}

extension ChangeHeader.Origin {
  func encode(to out: inout CBORWriter) {
    switch self {
    case .document(let space, let document):
      out.arrayHead(3)
      out.unsigned(0)
      out.identifier(space)
      out.document(document)
    case .change(let dot, let check):
      out.arrayHead(4)
      out.unsigned(1)
      out.writer(dot.writer)
      out.unsigned(dot.counter)
      out.check(check)
    }
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    let isChange = try reader.arrayHead(3, or: 4)
    let start = reader.offset
    switch try reader.unsigned() {
    case 0 where !isChange:
      self = .document(space: try reader.identifier(), document: try reader.document())
    case 1 where isChange: self = .change(try reader.dot(), check: try reader.check())
    case 0, 1: throw CBORError(.shape, at: start)
    default: throw CBORError(.unsupported, at: start)
    }
  }
}
