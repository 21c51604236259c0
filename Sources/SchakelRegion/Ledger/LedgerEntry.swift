import SchakelCore

/// Something that must outlast the database: what is put back from a backup obeys it before anybody is
/// answered.
struct LedgerEntry: Sendable {
  /// When it was written, milliseconds since 1970 (UTC).
  let time: UInt64
  let content: Content

  /// What it says.
  enum Content: Sendable {
    /// A request to erase that was carried out, with what it names in each space.
    case erasure(ErasureRecord, [(space: SpaceID, order: LogEntry.Erasure)])
    /// That a device is in use no more, and how far its streams had come in each space.
    case device(LogEntry.Device, [(space: SpaceID, tips: [StreamTip])])
    /// The role that somebody has from then on.
    case member(SpaceID, LogEntry.Member)
    /// That a copy of a device, or one that was put back, was let go on.
    case admission(IncarnationRecord)
    /// How far the logs had come.
    case marks([Mark])
    /// The ledger was lost, and written again from a database that had obeyed it up to this place: what
    /// follows is all that it said. Only the first entry says so.
    case anew(LedgerPlace)
    /// The ledger was lost beside a database that was put back, and somebody accepted that: whatever is
    /// put back by this one is closed until a coordinator opens it.
    case accepted
  }

  /// How far the log of a space had come.
  struct Mark: Hashable, Sendable {
    let space: SpaceID
    let place: Cursor
  }
}

extension LedgerEntry {
  private enum Kind: UInt64 {
    case erasure = 1
    case device = 2
    case member = 3
    case marks = 4
    case anew = 5
    case accepted = 6
    case admission = 7
  }

  /// `[kind, previous, time, …]`; `previous` is the SHA-256 of the entry before it.
  func encoded(after previous: Digest) -> [UInt8] {
    var out = CBORWriter()
    out.arrayHead(4)
    switch content {
    case .erasure: out.unsigned(Kind.erasure.rawValue)
    case .device: out.unsigned(Kind.device.rawValue)
    case .member: out.unsigned(Kind.member.rawValue)
    case .marks: out.unsigned(Kind.marks.rawValue)
    case .anew: out.unsigned(Kind.anew.rawValue)
    case .accepted: out.unsigned(Kind.accepted.rawValue)
    case .admission: out.unsigned(Kind.admission.rawValue)
    }
    out.digest(previous)
    out.unsigned(time)
    encodeContent(to: &out)
    return out.bytes
  }

  private func encodeContent(to out: inout CBORWriter) {
    switch content {
    case .erasure(let record, let orders): Self.encode(record, orders, to: &out)
    case .device(let device, let accepted):
      out.arrayHead(2)
      out.byteString(LogEntry.device(device).hashedBytes)
      out.array(accepted) { each, out in
        out.arrayHead(2)
        out.identifier(each.space)
        StreamTip.encode(each.tips, to: &out)
      }
    case .member(let space, let member):
      out.arrayHead(2)
      out.identifier(space)
      out.byteString(LogEntry.member(member).hashedBytes)
    case .marks(let marks):
      out.array(marks) { mark, out in
        out.arrayHead(2)
        out.identifier(mark.space)
        mark.place.encode(to: &out)
      }
    case .anew(let place):
      out.arrayHead(2)
      out.unsigned(place.count)
      out.digest(place.hash)
    case .accepted: out.arrayHead(0)
    case .admission(let life):
      out.arrayHead(5)
      out.writer(life.writer)
      if let previous = life.previous { out.incarnation(previous) } else { out.null() }
      out.unsigned(life.seen)
      if let person = life.decidedBy { out.identifier(person) } else { out.null() }
      out.unsigned(life.decided ?? life.seen)
    }
  }

  private static func encode(
    _ record: ErasureRecord, _ orders: [(space: SpaceID, order: LogEntry.Erasure)],
    to out: inout CBORWriter
  ) {
    out.arrayHead(7)
    switch record.subject {
    case .document(let document): out.byteString(document.bytes)
    case .documents(let documents): out.byteString(documents.flatMap(\.bytes))
    case .person(let person): out.identifier(person)
    }
    out.text(record.ground)
    out.identifier(record.requestedBy)
    out.unsigned(record.requested)
    out.identifier(record.decidedBy ?? record.requestedBy)
    out.unsigned(record.decided ?? record.requested)
    out.array(orders) { each, out in
      out.arrayHead(2)
      out.identifier(each.space)
      out.byteString(LogEntry.erasure(each.order).hashedBytes)
    }
  }

  // MARK: Reading

  /// Reads ``encoded(after:)``, and what it names as the entry before.
  static func read(
    _ bytes: [UInt8]
  ) throws(CBORError) -> (entry: LedgerEntry, previous: Digest) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 4)
    guard let kind = Kind(rawValue: try reader.unsigned()) else { throw reader.fail(.unsupported) }
    let previous = try reader.digest()
    let time = try reader.milliseconds()
    let content = try content(of: kind, from: &reader)
    try reader.finish()
    return (entry: LedgerEntry(time: time, content: content), previous: previous)
  }

  private static func content(
    of kind: Kind, from reader: inout CBORReader
  ) throws(CBORError) -> Content {
    switch kind {
    case .erasure: return try erasure(from: &reader)
    case .device:
      try reader.arrayHead(exactly: 2)
      return .device(
        try device(from: &reader),
        try reader.array { reader throws(CBORError) in
          try reader.arrayHead(exactly: 2)
          return (space: try reader.identifier(), tips: try StreamTip.read(&reader))
        })
    case .member:
      try reader.arrayHead(exactly: 2)
      return .member(try reader.identifier(), try member(from: &reader))
    case .marks:
      return .marks(
        try reader.array { reader throws(CBORError) in
          try reader.arrayHead(exactly: 2)
          return Mark(space: try reader.identifier(), place: try Cursor(from: &reader))
        })
    case .anew:
      try reader.arrayHead(exactly: 2)
      return .anew(LedgerPlace(count: try reader.position(), hash: try reader.digest()))
    case .accepted:
      try reader.arrayHead(exactly: 0)
      return .accepted
    case .admission:
      try reader.arrayHead(exactly: 5)
      return .admission(
        IncarnationRecord(
          writer: try reader.writer(), status: .admitted,
          previous: try reader.null() ? nil : try reader.incarnation(),
          seen: try reader.milliseconds(),
          decidedBy: try reader.null() ? nil : try reader.identifier(),
          decided: try reader.milliseconds()))
    }
  }

  private static func erasure(from reader: inout CBORReader) throws(CBORError) -> Content {
    try reader.arrayHead(exactly: 7)
    let start = reader
    let bytes = try reader.byteString()
    let subject: ErasureSubject
    if let documents = DocumentID.list(bytes) {
      subject = documents.count == 1 ? .document(documents[0]) : .documents(documents)
    } else if bytes.count == 8 {
      subject = .person(PersonID(rawValue: bytes.reduce(0) { $0 << 8 | UInt64($1) }))
    } else {
      throw start.fail(.shape)
    }
    let ground = try reader.text(limit: Limits.reasonBytes)
    let record = ErasureRecord(
      number: 0, subject: subject, ground: ground, requestedBy: try reader.identifier(),
      requested: try reader.milliseconds(), status: .approved,
      decidedBy: try reader.identifier(), decided: try reader.milliseconds())
    let orders = try reader.array { reader throws(CBORError) in
      try reader.arrayHead(exactly: 2)
      let space: SpaceID = try reader.identifier()
      guard case .erasure(let order) = try entry(from: &reader) else { throw reader.fail(.shape) }
      return (space: space, order: order)
    }
    return .erasure(record, orders)
  }

  private static func device(from reader: inout CBORReader) throws(CBORError) -> LogEntry.Device {
    guard case .device(let device) = try entry(from: &reader) else { throw reader.fail(.shape) }
    return device
  }

  private static func member(from reader: inout CBORReader) throws(CBORError) -> LogEntry.Member {
    guard case .member(let member) = try entry(from: &reader) else { throw reader.fail(.shape) }
    return member
  }

  private static func entry(from reader: inout CBORReader) throws(CBORError) -> LogEntry {
    var inner = CBORReader(try reader.byteString())
    let entry = try LogEntry(from: &inner)
    try inner.finish()
    return entry
  }
}

extension DocumentID {
  private static let byteCount = 16

  /// Documents one behind the other; nil where that is not what the bytes are, where there is none, or
  /// where they are not in strict order.
  static func list(_ bytes: [UInt8]) -> [DocumentID]? {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: byteCount) else { return nil }
    var documents: [DocumentID] = []
    for start in stride(from: 0, to: bytes.count, by: byteCount) {
      guard let document = DocumentID(bytes: Array(bytes[start..<start + byteCount])),
        documents.last.map({ $0 < document }) ?? true
      else { return nil }
      documents.append(document)
    }
    return documents
  }
}
