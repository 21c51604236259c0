import SchakelCore

extension SQL {
  static let personName = SQL(
    sealing: "SELECT \(opened: .personName) FROM people WHERE person = ?")
  static let stateOfDocument = SQL(
    sealing: """
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

  /// The receipts that can matter for what is shown.
  func receipts(for state: DocumentState, in space: Int64) throws(ReplicaError) -> Receipts {
    do throws(SQLiteError) {
      return try connection.receipts(for: state, in: space)
    } catch {
      throw ReplicaError(error)
    }
  }
}
