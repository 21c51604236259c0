import SchakelCore

extension SQL {
  static let documentsToCheck = SQL(
    sealing: """
      SELECT \(documentColumns), \(opened: .documentKind), \(opened: .documentArea),
        \(opened: .documentDay), marks
      FROM documents WHERE no = ?
      """)
  static let allNumbers = SQL("SELECT no FROM documents ORDER BY no")
  static let strayIndexed = SQL(
    "SELECT rowid FROM search WHERE rowid NOT IN (SELECT no FROM documents) ORDER BY rowid")
  static let strayWaiting = SQL(
    """
    SELECT key FROM waiting
    WHERE key NOT IN (SELECT key FROM changes) AND key NOT IN (SELECT key FROM voids)
    """)
  static let otherDocumentOfChange = SQL("SELECT document FROM changes WHERE key = ?")
  static let awaitsRebuild = SQL("SELECT 1 FROM rebuilds WHERE document = ?")
  static let isUnindexed = SQL("SELECT 1 FROM unindexed WHERE document = ?")
  static let voidMarks = SQL(
    """
    SELECT t.writer, v.key, v.previous, v.link
    FROM placed_voids v JOIN streams t ON t.no = v.key >> 40
    WHERE v.document = ? ORDER BY v.key
    """)
}

/// Checks every document against all that it is derived from, and spaces against their documents.
struct DocumentCheck {
  private let connection: Connection
  private let hashing: Hashing
  private let reader: DocumentReader
  private let indexedUpTo: Int64
  private let owner: PersonID?
  private var sums: [Int64: (digest: UInt64, count: Int64)] = [:]
  private var findings: [ReplicaFinding] = []

  private struct Stored {
    let document: DocumentRow
    let kind: String?
    let area: String?
    let day: String?
    let marks: Int64
  }

  init(_ connection: Connection, _ hashing: Hashing) throws(ReplicaError) {
    self.connection = connection
    self.hashing = hashing
    reader = try DocumentReader(connection)
    indexedUpTo = try Meta.integer(.indexedUpTo, in: connection) ?? 0
    owner = try Replica.storedIdentity(connection)?.person
  }

  mutating func run() throws(ReplicaError) -> [ReplicaFinding] {
    for no in try numbers(.allNumbers) {
      do throws(ReplicaError) {
        if let stored = try stored(no) { try check(stored) }
      } catch {
        guard error.code == .damaged else { throw error }
        report(.readable, error.message)
      }
    }
    try checkSums()
    for no in try numbers(.strayIndexed) { report(.index, "document \(no) is in it and gone") }
    for key in try numbers(.strayWaiting) { report(.waiting, "key \(key) waits and is not here") }
    return findings
  }

  private mutating func report(_ law: ReplicaFinding.Law, _ message: String) {
    findings.append(ReplicaFinding(law: law, message: message))
  }

  private func numbers(_ sql: SQL) throws(ReplicaError) -> [Int64] {
    try connection.rows(sql) { row throws(SQLiteError) in try row.int64(at: 0) }
  }

  private func stored(_ no: Int64) throws(ReplicaError) -> Stored? {
    try connection.statement(.documentsToCheck).first(no) { row throws(ReplicaError) in
      let document = try DocumentRow(row)
      do throws(SQLiteError) {
        return Stored(
          document: document, kind: try row.textIfPresent(at: 9),
          area: try row.textIfPresent(at: 10), day: try row.textIfPresent(at: 11),
          marks: try row.int64(at: 12))
      } catch {
        throw ReplicaError(error)
      }
    }
  }

  // MARK: One document

  private mutating func check(_ stored: Stored) throws(ReplicaError) {
    let document = stored.document
    let name = "document \(document.id.text)"
    if let failure = document.state.invariantFailure { report(.state, "\(name): \(failure)") }
    let bytes = document.state.encoded()
    if share(of: document, bytes) != document.share { report(.columns, "\(name): its share") }
    let receipts = try reader.receipts(for: document.state, in: document.space)
    let columns = DocumentColumns(of: document.state, receipts: receipts, owner: owner)
    if columns.area != stored.area { report(.columns, "\(name): its area") }
    if columns.day != stored.day { report(.columns, "\(name): its day") }
    if columns.marks.rawValue != stored.marks { report(.columns, "\(name): its marks") }
    if document.state.kind?.text != stored.kind { report(.columns, "\(name): its kind") }
    let sum = sums[document.space] ?? (digest: 0, count: 0)
    sums[document.space] = (digest: sum.digest &+ document.share, count: sum.count + 1)
    try checkHistory(of: document, bytes, name)
    try checkIndex(of: document, name)
  }

  private func share(of document: DocumentRow, _ bytes: [UInt8]) -> UInt64? {
    try? DocumentDigest.share(of: document.id, state: bytes, hashing: hashing)
  }

  private mutating func checkHistory(
    of document: DocumentRow, _ bytes: [UInt8], _ name: String
  ) throws(ReplicaError) {
    let history = try HistoryReader(document, reader)
    for key in history.keys
    where try connection.number(.otherDocumentOfChange, key.rawValue) != document.no {
      report(.history, "\(name): a change of another document hangs in its list")
    }
    guard try connection.number(.awaitsRebuild, document.id.bytes) == 0,
      try history.isComplete(document)
    else { return }
    if try rebuilt(document, history) != bytes {
      report(.history, "\(name): its changes make another state")
    }
  }

  /// The state that the changes make, by applying whatever can be, until nothing can.
  private func rebuilt(
    _ document: DocumentRow, _ history: HistoryReader
  ) throws(ReplicaError) -> [UInt8] {
    var state = DocumentState()
    var voids = try voidMarks(of: document.id)
    var changes = history.links.filter { link in !voids.contains { $0.dot == link.change.dot } }
    var before = -1
    while before != changes.count + voids.count {
      before = changes.count + voids.count
      changes.removeAll { link in
        guard let outcome = try? state.apply(link.change, check: link.check) else { return false }
        if case .waiting = outcome { return false }
        return true
      }
      voids.removeAll { void in
        let outcome = state.recordVoid(void.dot, previous: void.previous, check: void.check)
        if case .waiting = outcome { return false }
        return true
      }
    }
    return state.encoded()
  }

  private struct Mark {
    let dot: Dot
    let previous: UInt64
    let check: UInt32
  }

  private func voidMarks(of id: DocumentID) throws(ReplicaError) -> [Mark] {
    try connection.rows(.voidMarks, id.bytes) { row throws(SQLiteError) -> Mark? in
      guard let writer = Writer(bytes: try row.blob(at: 0)) else { return nil }
      let key = ChangeKey(rawValue: try row.int64(at: 1))
      return Mark(
        dot: Dot(writer: writer, counter: key.counter),
        previous: try row.natural(at: 2, upTo: Limits.counter),
        check: ChangeLink(stored: try row.blob(at: 3)).check)
    }.compactMap(\.self)
  }

  private mutating func checkIndex(
    of document: DocumentRow, _ name: String
  ) throws(ReplicaError) {
    guard document.no <= indexedUpTo,
      try connection.number(.isUnindexed, document.no) == 0
    else { return }
    let indexed = try connection.row(.indexedText, document.no) { row throws(SQLiteError) in
      SearchText(title: try row.text(at: 0), text: try row.text(at: 1))
    }
    if indexed != SearchText(of: document.state) { report(.index, "\(name): other words") }
  }

  // MARK: Spaces

  private mutating func checkSums() throws(ReplicaError) {
    for space in try Replica.allSpaces(connection) {
      let sum = sums[space.no] ?? (digest: 0, count: 0)
      if sum.digest != space.digest { report(.digest, "space \(space.id.text): its digest") }
      if sum.count != space.documents { report(.digest, "space \(space.id.text): its count") }
    }
  }
}
