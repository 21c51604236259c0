extension AuditPart {
  /// The number that stands first in each part.
  private enum Tag: UInt8 {
    case header = 0
    case people = 1
    case space = 2
    case entries = 3
    case documents = 4
    case records = 5
    case end = 6
    case signature = 7

    /// The items of the part's array.
    var items: Int {
      switch self {
      case .people, .entries, .documents, .records, .signature: 2
      case .header, .space: 4
      case .end: 5
      }
    }
  }

  /// An array whose first item is a number that tells which part it is.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 256)
    out.arrayHead(tag.items)
    out.unsigned(UInt64(tag.rawValue))
    switch self {
    case .header(let header): header.encode(to: &out)
    case .people(let people): Self.encode(people, to: &out)
    case .space(let space): space.encode(to: &out)
    case .entries(let entries): Self.encode(entries, to: &out)
    case .documents(let documents): Self.encode(documents, to: &out)
    case .records(let records):
      out.arrayHead(records.count)
      for record in records { record.encode(to: &out) }
    case .end(let end): end.encode(to: &out)
    case .signature(let signature): out.byteString(signature)
    }
    return out.bytes
  }

  private var tag: Tag {
    switch self {
    case .header: .header
    case .people: .people
    case .space: .space
    case .entries: .entries
    case .documents: .documents
    case .records: .records
    case .end: .end
    case .signature: .signature
    }
  }

  /// Reads ``encoded``.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    let items = try reader.arrayHead()
    let tag: Tag = try reader.choice()
    guard items == tag.items else { throw CBORError(.shape, at: 0) }
    switch tag {
    case .header: self = .header(try Header(from: &reader))
    case .people: self = .people(try Self.people(from: &reader))
    case .space: self = .space(try Space(from: &reader))
    case .entries: self = .entries(try Self.entries(from: &reader))
    case .documents: self = .documents(try Self.documents(from: &reader))
    case .records: self = .records(try Self.records(from: &reader))
    case .end: self = .end(try End(from: &reader))
    case .signature: self = .signature(try reader.byteString(count: Seal.signatureBytes))
    }
    try reader.finish()
  }

  // MARK: Lists, flat

  private static func encode(_ people: [Person], to out: inout CBORWriter) {
    out.arrayHead(people.count * 2)
    for person in people {
      out.identifier(person.person)
      out.text(person.name)
    }
  }

  private static func people(
    from reader: inout CBORReader
  ) throws(CBORError) -> [Person] {
    var people: [Person] = []
    for _ in 0..<(try reader.groups(of: 2)) {
      people.append(
        Person(
          person: try reader.identifier(), name: try reader.text(limit: Limits.reasonBytes)))
    }
    return people
  }

  private static func encode(_ entries: [Entry], to out: inout CBORWriter) {
    out.arrayHead(entries.count * 2)
    for entry in entries {
      out.byteString(entry.hashed)
      if let change = entry.change { out.byteString(change) } else { out.null() }
    }
  }

  private static func entries(
    from reader: inout CBORReader
  ) throws(CBORError) -> [Entry] {
    let count = try reader.groups(of: 2)
    var entries: [Entry] = []
    entries.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      let hashed = try reader.byteString()
      entries.append(
        Entry(hashed: hashed, change: try reader.null() ? nil : try reader.byteString()))
    }
    return entries
  }

  private static func encode(_ documents: [Document], to out: inout CBORWriter) {
    out.arrayHead(documents.count * 2)
    for document in documents {
      out.document(document.document)
      out.fixed64(document.share)
    }
  }

  private static func documents(
    from reader: inout CBORReader
  ) throws(CBORError) -> [Document] {
    let count = try reader.groups(of: 2)
    var documents: [Document] = []
    documents.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      documents.append(
        Document(document: try reader.document(), share: try reader.fixed64()))
    }
    return documents
  }

  private static func records(
    from reader: inout CBORReader
  ) throws(CBORError) -> [ConflictRecord] {
    let count = try reader.arrayHead()
    var records: [ConflictRecord] = []
    records.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count { records.append(try ConflictRecord(from: &reader)) }
    return records
  }
}

extension AuditPart.Header {
  private static let format = "schakel/audit/1"

  fileprivate func encode(to out: inout CBORWriter) {
    out.text(Self.format)
    out.byteString(publicKey)
    out.arrayHead(2)
    out.unsigned(time)
    out.optional(reader)
  }

  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    guard try reader.text(limit: 64).utf8.elementsEqual(Self.format.utf8)
    else { throw CBORError(.unsupported, at: start) }
    publicKey = try reader.byteString(count: 32)
    try reader.arrayHead(exactly: 2)
    time = try reader.milliseconds()
    self.reader = try reader.optional()
  }
}

extension AuditPart.Space {
  fileprivate func encode(to out: inout CBORWriter) {
    out.identifier(space)
    out.identifier(epoch)
    out.text(name)
  }

  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    space = try reader.identifier()
    epoch = try reader.identifier()
    name = try reader.text(limit: Limits.reasonBytes)
  }
}

extension AuditPart.End {
  fileprivate func encode(to out: inout CBORWriter) {
    out.unsigned(position)
    out.digest(hash)
    out.unsigned(documents)
    out.fixed64(digest)
  }

  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    position = try reader.position()
    hash = try reader.digest()
    documents = try reader.position()
    digest = try reader.fixed64()
  }
}
