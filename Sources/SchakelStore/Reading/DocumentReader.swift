import SchakelCore

extension SQL {
  static let personName = SQL("SELECT name FROM people WHERE person = ?")
  /// When the region first had a change: across epochs, or as it came in the log.
  static let firstReceipt = SQL(
    """
    SELECT coalesce(
      (SELECT received FROM receipts WHERE key = k), (SELECT received FROM changes WHERE key = k))
    FROM (SELECT no << 40 | ?3 AS k FROM streams WHERE space = ?1 AND writer = ?2)
    """)
  static let stateOfDocument = SQL(
    """
    SELECT \(itemState) FROM documents d JOIN space_rows s ON s.no = d.space WHERE d.no = ?
    """)
}

/// Reads documents on one connection, and what belongs to them in other tables, each name and space
/// once. Lives as long as one read.
final class DocumentReader {
  let connection: Connection
  private var names: [PersonID: String?] = [:]
  private var spaces: [Int64: SpaceRow] = [:]

  init(_ connection: Connection) throws(ReplicaError) {
    self.connection = connection
    for space in try Replica.allSpaces(connection) { spaces[space.no] = space }
  }

  func space(no: Int64) throws(ReplicaError) -> SpaceRow {
    guard let space = spaces[no] else {
      throw ReplicaError(.damaged, "A document's space is missing.")
    }
    return space
  }

  func space(_ id: SpaceID) throws(ReplicaError) -> SpaceRow {
    guard let space = spaces.values.first(where: { $0.id == id }) else {
      throw ReplicaError(
        .unknownSpace, "No space \(id.text) on this device. List the spaces with `status`.")
    }
    return space
  }

  func row(_ id: DocumentID) throws(ReplicaError) -> DocumentRow? {
    try connection.statement(.documentByID).first(id.bytes) { row throws(ReplicaError) in
      try DocumentRow(row)
    }
  }

  func row(no: Int64) throws(ReplicaError) -> DocumentRow? {
    try connection.statement(.documentByNumber).first(no) { row throws(ReplicaError) in
      try DocumentRow(row)
    }
  }

  func itemState(of document: DocumentRow) throws(ReplicaError) -> ItemState {
    ItemState(rawValue: Int(try connection.number(.stateOfDocument, document.no))) ?? .problem
  }

  func author(_ person: PersonID) throws(ReplicaError) -> Author {
    if let name = names[person] { return Author(person: person, name: name) }
    let name = try connection.row(.personName, person.bytes) { row throws(SQLiteError) in
      try row.text(at: 0)
    }
    names[person] = .some(name)
    return Author(person: person, name: name)
  }

  // MARK: Receipts

  func firstReceipt(_ dot: Dot, in space: Int64) throws(ReplicaError) -> UInt64? {
    try connection.row(
      .firstReceipt, space, dot.writer.bytes, Int64(dot.counter)
    ) { row throws(SQLiteError) in
      try row.int64IfPresent(at: 0).map { UInt64(bitPattern: $0) }
    } ?? nil
  }

  /// The receipts that can matter for what is shown: those of fields with several versions that are
  /// not simply all shown.
  func receipts(for state: DocumentState, in space: Int64) throws(ReplicaError) -> Receipts {
    var receipts = Receipts()
    for field in state.fields where field.siblings.count > 1 {
      guard Kind.policy(of: field.name, in: state.kind) != .union else { continue }
      for sibling in field.siblings where receipts[sibling.dot] == nil {
        if let received = try firstReceipt(sibling.dot, in: space) {
          receipts.record(sibling.dot, received)
        }
      }
    }
    return receipts
  }
}
