import SchakelCore

extension SQL {
  static let pastChange = SQL(
    sealing: """
      SELECT c.previous, t.writer, \(opened: .changeBytes, "c"), v.reason, c.link,
        min(ifnull(r.received, c.received), ifnull(c.received, r.received))
      FROM changes c JOIN streams t ON t.no = c.key >> 40 LEFT JOIN voids v ON v.key = c.key
        LEFT JOIN receipts r ON r.key = c.key
      WHERE c.key = ?
      """)
  static let refusedOfDocument = SQL(
    """
    SELECT t.writer, v.key, v.previous FROM placed_voids v JOIN streams t ON t.no = v.key >> 40
    WHERE v.document = ?
    """)
}

/// Walks a document's changes from the last one back, each of which names the one before it.
struct HistoryReader {
  private struct Past {
    let key: ChangeKey
    let change: Change
    let link: ChangeLink
    let content: Payload.Content?
    let received: UInt64?
    let refusal: VoidReason?

    var dot: Dot { change.dot }

    func touches(_ field: Name) -> Bool {
      change.header.operations.contains { $0.field == field }
    }

    /// The values that its operation on `field` brought.
    func values(of field: Name) -> [Value]? {
      guard let content else { return nil }
      var next = 0
      for operation in change.header.operations {
        if operation.field == field { return Array(content.values[next..<next + operation.count]) }
        next += operation.count
      }
      return nil
    }
  }

  private let reader: DocumentReader
  /// The newest first.
  private let past: [Past]
  private let places: [Dot: Int]

  init(_ document: DocumentRow, _ reader: DocumentReader) throws(ReplicaError) {
    self.reader = reader
    past = try Self.walk(from: document.latest, reader.connection)
    var places: [Dot: Int] = [:]
    for (place, item) in past.enumerated() { places[item.dot] = place }
    self.places = places
  }

  private static func walk(
    from latest: ChangeKey?, _ connection: Connection
  ) throws(ReplicaError) -> [Past] {
    var past: [Past] = []
    var seen: Set<ChangeKey> = []
    var next = latest
    while let key = next, seen.insert(key).inserted,
      let (item, previous) = try read(key, connection)
    {
      past.append(item)
      next = previous
    }
    return past
  }

  private static func read(
    _ key: ChangeKey, _ connection: Connection
  ) throws(ReplicaError) -> (Past, previous: ChangeKey?)? {
    try connection.statement(.pastChange).first(key.rawValue) { row throws(ReplicaError) in
      let previous: ChangeKey?
      let writer: Writer?
      let bytes: [UInt8]
      let refusal: VoidReason?
      let received: UInt64?
      let link: ChangeLink
      do throws(SQLiteError) {
        previous = try row.int64IfPresent(at: 0).map(ChangeKey.init(rawValue:))
        writer = Writer(bytes: try row.blob(at: 1))
        bytes = try row.blob(at: 2)
        refusal = try row.int64IfPresent(at: 3).flatMap {
          VoidReason(rawValue: UInt8(truncatingIfNeeded: $0))
        }
        link = ChangeLink(stored: try row.blob(at: 4))
        received = try row.int64IfPresent(at: 5).map { UInt64(bitPattern: $0) }
      } catch {
        throw ReplicaError(error)
      }
      guard let writer else { throw ReplicaError(.damaged, "A stream's writer cannot be read.") }
      do throws(CBORError) {
        let change = try Change(encoded: bytes, writer: writer)
        let content = try change.payload.content()
        let past = Past(
          key: key, change: change, link: link, content: content, received: received,
          refusal: refusal)
        return (past, previous: previous)
      } catch {
        throw ReplicaError.damaged("a change", error)
      }
    }
  }

  /// The changes with the first bytes of their links, the oldest first.
  var links: [(change: Change, check: UInt32)] {
    past.reversed().map { (change: $0.change, check: $0.link.check) }
  }

  var keys: [ChangeKey] { past.map(\.key) }

  // MARK: Items

  func items() throws(ReplicaError) -> [HistoryItem] {
    var items: [HistoryItem] = []
    for (place, item) in past.enumerated() {
      let header = item.change.header
      items.append(
        HistoryItem(
          dot: item.dot, author: try reader.author(header.author),
          time: header.time.milliseconds, received: item.received, purpose: header.purpose,
          rule: header.rule, reason: item.content?.reason, origin: header.origin,
          kind: header.kind, steps: header.operations.map { step($0, of: item, at: place) },
          isErased: item.content == nil, refusal: item.refusal))
    }
    return items
  }

  private func step(_ operation: Operation, of item: Past, at place: Int) -> HistoryItem.Step {
    let isAboutField = operation.field != .lifecycle
    return HistoryItem.Step(
      field: operation.field, kind: operation.kind,
      values: isAboutField ? item.values(of: operation.field) ?? [] : [],
      origins: operation.origins,
      replaced: operation.replaces.map { target in
        HistoryItem.Replaced(
          dot: target.dot, index: target.index,
          values: isAboutField ? values(of: target, in: operation.field) : nil)
      },
      concurrent: concurrent(with: item, at: place, in: operation.field))
  }

  private func values(of target: Operation.Target, in field: Name) -> [Value]? {
    guard let place = places[target.dot], let values = past[place].values(of: field)
    else { return nil }
    guard let index = target.index else { return values }
    return index < values.count ? [values[index]] : nil
  }

  /// A change was here before those above it, and so has seen none of them; and it is concurrent
  /// with each of them that had not seen it either.
  private func concurrent(with item: Past, at place: Int, in field: Name) -> [Dot] {
    var dots: [Dot] = []
    for (other, change) in past.enumerated() where other != place && change.touches(field) {
      let (above, below) = other < place ? (change, item) : (item, change)
      if !above.change.header.context.covers(below.dot) { dots.append(change.dot) }
    }
    return dots.sorted()
  }

  // MARK: Completeness

  /// Every change names the one before it of each writer, and so does a refusal of its own writer, so
  /// that the history is whole when all that is named is here, or was refused.
  func isComplete(_ document: DocumentRow) throws(ReplicaError) -> Bool {
    guard past.last?.change.header.kind != nil else { return false }
    let refused = try refused(document.id)
    let dots = Set(refused.map(\.dot))
    let named =
      (past.map(\.change.header.context) + [document.state.vector])
      .flatMap { $0.entries.map(\.dot) } + refused.compactMap(\.previous)
    return named.allSatisfy { places[$0] != nil || dots.contains($0) }
  }

  private struct Refused {
    let dot: Dot
    /// That of its writer's change to the document before it.
    let previous: Dot?
  }

  private func refused(_ id: DocumentID) throws(ReplicaError) -> [Refused] {
    try reader.connection.rows(.refusedOfDocument, id.bytes) {
      row throws(SQLiteError) -> Refused? in
      guard let writer = Writer(bytes: try row.blob(at: 0)) else { return nil }
      let previous = try row.natural(at: 2, upTo: Limits.counter)
      return Refused(
        dot: Dot(writer: writer, counter: ChangeKey(rawValue: try row.int64(at: 1)).counter),
        previous: previous > 0 ? Dot(writer: writer, counter: previous) : nil)
    }.compactMap(\.self)
  }
}
