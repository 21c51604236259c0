import SchakelCore
import SchakelStore

extension SQLiteRegionView {
  func entry(at position: UInt64, in space: Int64) throws(RegionError) -> LogRecord? {
    try first(.logEntry, Schema.key(space, position)) { row throws(SQLiteError) in
      try Self.entry(row, bytes: try row.blob(at: 9))
    }
  }

  func mark(at position: UInt64, in space: Int64) throws(RegionError) -> UInt64? {
    try first(.logMark, Schema.key(space, position)) { row throws(SQLiteError) in
      try row.bits(at: 0)
    }
  }

  func entries(
    in space: Int64, after position: UInt64,
    wantsBytes: (LogEntry.Tag, _ stream: Int64, _ counter: UInt64) throws(RegionError) -> Bool,
    visit: (LogRecord) throws(RegionError) -> Bool
  ) throws(RegionError) {
    let range = (Schema.key(space, position), Schema.key(space + 1, 0))
    try walk(.logEntries, range.0, range.1) { row throws(RegionError) in
      let key = try carrying { () throws(SQLiteError) in
        (try Self.tag(row), try row.int64(at: 2), try row.count(at: 3))
      }
      let wanted = try wantsBytes(key.0, key.1, key.2)
      return try visit(
        try carrying { () throws(SQLiteError) in
          try Self.entry(row, bytes: wanted ? try row.blob(at: 9) : [])
        })
    }
  }

  private static func entry(
    _ row: borrowing Row, bytes: [UInt8]
  ) throws(SQLiteError) -> LogRecord {
    LogRecord(
      position: Schema.number(of: try row.int64(at: 0)), tag: try tag(row),
      stream: Int64(try row.count(at: 2)),
      counter: try row.count(at: 3), received: try row.milliseconds(at: 4),
      document: try row.count(at: 5), previous: try row.count(at: 6),
      check: UInt32(truncatingIfNeeded: try row.int64(at: 7)), mark: try row.bits(at: 8),
      bytes: bytes)
  }

  private static func tag(_ row: borrowing Row) throws(SQLiteError) -> LogEntry.Tag {
    try row.code(at: 1)
  }
}

extension SQLiteRegionView {
  func document(_ id: DocumentID) throws(RegionError) -> DocumentRecord? {
    documentsRead += 1
    return try first(.documentByID, id.bytes, read: Self.document)
  }

  func document(number: UInt64, in space: Int64) throws(RegionError) -> DocumentRecord? {
    documentsRead += 1
    return try first(.documentByKey, Schema.key(space, number), read: Self.document)
  }

  func latest(ofDocument number: UInt64, in space: Int64) throws(RegionError) -> UInt64? {
    try first(.documentLatest, Schema.key(space, number)) { row throws(SQLiteError) in
      try row.count(at: 0)
    }
  }

  func documents(
    in space: Int64, after number: UInt64, visit: (DocumentRecord) throws(RegionError) -> Bool
  ) throws(RegionError) {
    let range = (Schema.key(space, number), Schema.key(space + 1, 0))
    try walk(.documents, range.0, range.1) { row throws(RegionError) in
      try visit(try carrying { () throws(SQLiteError) in try Self.document(row) })
    }
  }

  func waiting(for document: UInt64, in space: Int64) throws(RegionError) -> [WaitingRecord] {
    try all(.waitingForDocument, Schema.key(space, document), read: Self.waiting)
  }

  func waiting(
    in space: Int64, after position: UInt64, visit: (WaitingRecord) throws(RegionError) -> Bool
  ) throws(RegionError) {
    let range = (Schema.key(space, position), Schema.key(space + 1, 0))
    try walk(.waitingInSpace, range.0, range.1) { row throws(RegionError) in
      try visit(try carrying { () throws(SQLiteError) in try Self.waiting(row) })
    }
  }

  private static func document(_ row: borrowing Row) throws(SQLiteError) -> DocumentRecord {
    guard let id = DocumentID(bytes: try row.blob(at: 1)) else {
      throw SQLiteError.senseless("a document's id has the wrong length")
    }
    let key = try row.int64(at: 0)
    return DocumentRecord(
      space: Schema.space(of: key), number: Schema.number(of: key), id: id,
      share: try row.bits(at: 2), latest: try row.count(at: 3),
      waiting: try row.int64(at: 4), receipts: try row.blob(at: 5), born: try row.count(at: 6),
      state: try row.blob(at: 7), ledger: try row.blob(at: 8))
  }

  private static func waiting(_ row: borrowing Row) throws(SQLiteError) -> WaitingRecord {
    WaitingRecord(
      document: Schema.number(of: try row.int64(at: 1)),
      position: Schema.number(of: try row.int64(at: 0)), link: try row.digest(at: 2))
  }
}

extension SQL {
  fileprivate static let logColumns = """
    SELECT key, tag, stream, counter, received, document, previous, check4, mark, bytes FROM log
    """
  fileprivate static let logEntry = SQL(logColumns + " WHERE key = ?")
  fileprivate static let logEntries = SQL(
    logColumns + " WHERE key > ? AND key < ? ORDER BY key")
  fileprivate static let logMark = SQL("SELECT mark FROM log WHERE key = ?")

  fileprivate static let documentColumns =
    "SELECT key, id, share, latest, waiting, receipts, born, state, ledger FROM document"
  fileprivate static let documentByID = SQL(documentColumns + " WHERE id = ?")
  fileprivate static let documentByKey = SQL(documentColumns + " WHERE key = ?")
  fileprivate static let documentLatest = SQL("SELECT latest FROM document WHERE key = ?")
  fileprivate static let documents = SQL(
    documentColumns + " WHERE key > ? AND key < ? ORDER BY key")

  fileprivate static let waitingForDocument = SQL(
    "SELECT key, document, link FROM waiting WHERE document = ? ORDER BY key")
  fileprivate static let waitingInSpace = SQL(
    "SELECT key, document, link FROM waiting WHERE key > ? AND key < ? ORDER BY key")
}
