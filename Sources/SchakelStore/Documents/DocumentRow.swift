import SchakelCore

/// A document as stored: its state, and the columns that lists filter by, which are derived from
/// it and stand before it in the row so that a list need not read past them.
struct DocumentRow {
  /// Zero until the row is inserted.
  var no: Int64
  let id: DocumentID
  let space: Int64
  /// The person that made it.
  var author: PersonID?
  /// When it was last changed, as claimed; milliseconds since 1970 (UTC).
  var changed: UInt64
  /// The latest change to it that was written on this device, if any.
  var own: ChangeKey?
  /// The last change applied to it here, from which the earlier ones are reached.
  var latest: ChangeKey?
  /// Its share of the space's digest.
  var share: UInt64
  var state: DocumentState

  init(id: DocumentID, space: Int64) {
    self.no = 0
    self.id = id
    self.space = space
    changed = 0
    share = 0
    state = DocumentState()
  }

  /// What lists ask about a document without looking into it.
  struct Marks: OptionSet {
    let rawValue: Int64
    static let deleted = Marks(rawValue: 1)
    static let conflict = Marks(rawValue: 2)
    static let contested = Marks(rawValue: 4)
    static let parallelEdit = Marks(rawValue: 8)
    /// The change that made it was refused: nothing that people see.
    static let shell = Marks(rawValue: 16)
    /// A conflict, or a deletion that met an edit, of which the person with this device wrote a
    /// version.
    static let ofOwner = Marks(rawValue: 32)
  }
}

extension SQL {
  static let documentColumns: SQLText = """
    no, id, space, author, changed, own, latest, share, \(opened: .documentState)
    """
  static let documentByID = SQL(
    sealing: "SELECT \(documentColumns) FROM documents WHERE id = ?")
  static let documentByNumber = SQL(
    sealing: "SELECT \(documentColumns) FROM documents WHERE no = ?")
  static let insertDocument = SQL(
    sealing: """
      INSERT INTO documents(kind, author, area, day, changed, own, latest, share, marks, state, id,
        space)
      VALUES (\(sealed: .documentKind, "?1", "?11"), ?2, \(sealed: .documentArea, "?3", "?11"),
        \(sealed: .documentDay, "?4", "?11"), ?5, ?6, ?7, ?8, ?9,
        \(sealed: .documentState, "?10", "?11"), ?11, ?12)
      """)
  static let updateDocument = SQL(
    sealing: """
      UPDATE documents SET kind = \(sealed: .documentKind, "?1", "id"), author = ?2,
        area = \(sealed: .documentArea, "?3", "id"), day = \(sealed: .documentDay, "?4", "id"),
        changed = ?5, own = ?6, latest = ?7, share = ?8, marks = ?9,
        state = \(sealed: .documentState, "?10", "id")
      WHERE no = ?11
      """)
  /// In a sealed replica each process has an index of its own, and all of them are told.
  static let markUnindexed = SQL(
    "INSERT OR IGNORE INTO unindexed(document) VALUES (?)",
    sealed: "INSERT OR REPLACE INTO touched(document) VALUES (?)")
}

extension Row {
  func documentID(at column: Int) throws(SQLiteError) -> DocumentID {
    guard let id = DocumentID(bytes: try blob(at: column)) else {
      throw mismatch("column \(column) holds no document's id")
    }
    return id
  }
}

extension DocumentRow {
  init(_ row: borrowing Row) throws(ReplicaError) {
    let bytes: [UInt8]
    do throws(SQLiteError) {
      no = try row.int64(at: 0)
      id = try row.documentID(at: 1)
      space = try row.int64(at: 2)
      author = try row.isNull(at: 3) ? nil : PersonID(rawValue: try row.bits(at: 3))
      changed = try row.natural(at: 4)
      own = try row.int64IfPresent(at: 5).map(ChangeKey.init(rawValue:))
      latest = try row.int64IfPresent(at: 6).map(ChangeKey.init(rawValue:))
      share = UInt64(bitPattern: try row.int64(at: 7))
      bytes = try row.blob(at: 8)
    } catch {
      throw ReplicaError(error)
    }
    do throws(CBORError) {
      state = try DocumentState(encoded: bytes)
    } catch {
      throw ReplicaError.damaged("document \(id.text)", error)
    }
  }

  /// Writes the row, new or not.
  ///
  /// - Parameters:
  ///   - bytes: the encoded state.
  ///   - owner: the person with this device.
  mutating func save(
    _ bytes: [UInt8], owner: PersonID?, in connection: Connection
  ) throws(SQLiteError) {
    let dots = DocumentColumns.dotsInTime(of: state)
    let receipts = dots.isEmpty ? .none : try connection.receipts(of: dots, in: space)
    let columns = DocumentColumns(of: state, receipts: receipts, owner: owner)
    if no == 0 {
      let insert = try connection[.insertDocument]
      try bind(columns, bytes, to: insert)
      try insert.bind(id.bytes, at: 11)
      try insert.bind(space, at: 12)
      try insert.run()
      no = connection.lastInsertedRow
    } else {
      let update = try connection[.updateDocument]
      try bind(columns, bytes, to: update)
      try update.bind(no, at: 11)
      try update.run()
    }
  }

  /// What both statements begin with. One by one, as each local write does it: a row of values of
  /// many types costs several times as much.
  private func bind(
    _ columns: DocumentColumns, _ bytes: [UInt8], to statement: Statement
  ) throws(SQLiteError) {
    try statement.bind(state.kind?.text, at: 1)
    try statement.bind(author?.bytes, at: 2)
    try statement.bind(columns.area, at: 3)
    try statement.bind(columns.day, at: 4)
    try statement.bind(Int64(changed), at: 5)
    try statement.bind(own?.rawValue, at: 6)
    try statement.bind(latest?.rawValue, at: 7)
    try statement.bind(Int64(bitPattern: share), at: 8)
    try statement.bind(columns.marks.rawValue, at: 9)
    try statement.bind(bytes, at: 10)
  }
}
