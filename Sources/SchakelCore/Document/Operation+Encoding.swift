extension Operation.Target {
  /// A replaced dot names its writer by its place in the change's context: two bytes for fourteen.
  func encode(context: VersionVector, to out: inout CBORWriter) {
    out.arrayHead(index == nil ? 2 : 3)
    out.unsigned(UInt64(context.position(of: dot.writer)))
    out.unsigned(dot.counter)
    if let index { out.unsigned(UInt64(index)) }
  }
}

extension Operation {
  func encodeOrigins(to out: inout CBORWriter) {
    out.arrayHead(origins.count)
    for origin in origins {
      guard let origin else {
        out.null()
        continue
      }
      out.arrayHead(3)
      out.writer(origin.dot.writer)
      out.unsigned(origin.dot.counter)
      out.identifier(origin.author)
    }
  }

  init(from reader: inout CBORReader, context: VersionVector) throws(CBORError) {
    let start = reader.offset
    let hasOrigins = try reader.arrayHead(4, or: 5)
    let kind: Kind = try reader.choice()
    let field = try reader.name(emptyAllowed: kind.isLifecycle)
    let count = try reader.count(limit: Limits.valuesPerOperation)
    let replaces = try Self.targets(&reader, context: context)
    let origins = hasOrigins ? try Self.origins(&reader, count: count) : []
    self.init(kind, field: field, replaces: replaces, count: count, origins: origins)
    // Deletion and restoration are about the document, everything else is about a field.
    guard kind.isLifecycle == (field == .lifecycle), kind.allows(count: count)
    else { throw CBORError(.shape, at: start) }
  }

  private static func targets(
    _ reader: inout CBORReader, context: VersionVector
  ) throws(CBORError) -> [Target] {
    let start = reader.offset
    let count = try reader.arrayHead()
    guard count <= Limits.replacesPerOperation else { throw CBORError(.limit, at: start) }
    var targets: [Target] = []
    targets.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      let start = reader.offset
      let target = try target(&reader, context: context)
      if let last = targets.last, !(last < target) { throw CBORError(.order, at: start) }
      targets.append(target)
    }
    return targets
  }

  private static func target(
    _ reader: inout CBORReader, context: VersionVector
  ) throws(CBORError) -> Target {
    let hasIndex = try reader.arrayHead(2, or: 3)
    let dot = try reader.dot(in: context)
    return Target(dot, index: hasIndex ? try reader.count(limit: Limits.lastValueIndex) : nil)
  }

  private static func origins(
    _ reader: inout CBORReader, count: Int
  ) throws(CBORError) -> [Origin?] {
    let start = reader.offset
    try reader.arrayHead(exactly: count)
    var origins: [Origin?] = []
    for _ in 0..<count {
      if try reader.null() {
        origins.append(nil)
      } else {
        try reader.arrayHead(exactly: 3)
        origins.append(Origin(dot: try reader.dot(), author: try reader.identifier()))
      }
    }
    // One encoding: where no value has an origin, the list is left out.
    guard origins.contains(where: { $0 != nil }) else { throw CBORError(.notShortest, at: start) }
    return origins
  }
}

extension CBORReader {
  /// A dot that names its writer by its place in `vector`, which covers it: nobody can replace or
  /// hold what was not seen.
  mutating func dot(in vector: VersionVector) throws(CBORError) -> Dot {
    let start = offset
    let place = try count(limit: .max)
    guard place < vector.entries.count else { throw CBORError(.limit, at: start) }
    let counterStart = offset
    let counter = try counter()
    guard counter <= vector.entries[place].counter
    else { throw CBORError(.limit, at: counterStart) }
    return Dot(writer: vector.entries[place].writer, counter: counter)
  }
}

extension Operation.Kind {
  /// About the document as a whole rather than one of its fields.
  var isLifecycle: Bool { self == .delete || self == .restore }

  /// A deletion is one mark; removal and restoration bring nothing.
  func allows(count: Int) -> Bool {
    switch self {
    case .set, .add: true
    case .remove, .restore: count == 0
    case .delete: count == 1
    }
  }
}

extension CBORWriter {
  /// A document id: a byte string of sixteen.
  public mutating func document(_ value: DocumentID) {
    bytes.append(0x40 | UInt8(DocumentID.byteCount))
    value.append(to: &bytes)
  }
}

extension CBORReader {
  /// A document id. Any sixteen bytes are one; a byte string of another length is `shape`.
  public mutating func document() throws(CBORError) -> DocumentID {
    let start = offset
    let range = try byteStringRange()
    guard range.count == DocumentID.byteCount else { throw CBORError(.shape, at: start) }
    return DocumentID(
      high: BigEndian.read(bytes, at: range.lowerBound, count: 8),
      low: BigEndian.read(bytes, at: range.lowerBound + 8, count: 8))
  }

  /// A field's, kind's or rule's name.
  public mutating func name(emptyAllowed: Bool = false) throws(CBORError) -> Name {
    let start = offset
    let range = try textRange(limit: Limits.nameBytes)
    guard emptyAllowed || !range.isEmpty else { throw CBORError(.shape, at: start) }
    return Name(checked: bytes, in: range)
  }
}
