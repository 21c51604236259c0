import SchakelCore

extension SQL {
  /// Of all receipts of a dot the least stands, whatever epoch it is from.
  static let insertReceipt = SQL(
    """
    INSERT INTO receipts(key, received) VALUES (?, ?)
    ON CONFLICT(key) DO UPDATE SET received = excluded.received WHERE excluded.received < received
    """)
  private static let withSeveralValues = "marks <> 0 AND marks & 10"
  /// The document that a change is in, if it has fields with several values.
  static let documentInTime = SQL(
    """
    SELECT no FROM documents
    WHERE no = (SELECT document FROM changes WHERE key = ?) AND \(withSeveralValues)
    """)
  static let documentsInTime = SQL(
    "SELECT no FROM documents WHERE space = ? AND \(withSeveralValues) ORDER BY no")
}

/// First receipts hold back the times of clocks that ran ahead, and so decide which of several values
/// is shown. What comes later than its document moves the columns that lists go by.
extension ReplicaTransaction {
  /// Keeps the first receipt of a change that is not in its document yet, if it claims to be newer
  /// than it: only then does it matter for the order in which values are shown.
  func recordReceipt(
    _ key: ChangeKey, of time: HybridTime, received: UInt64
  ) throws(ReplicaError) {
    guard time.milliseconds > received else { return }
    try recordReceipt(key, received: received)
  }

  func recordReceipt(_ key: ChangeKey, received: UInt64) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertReceipt].run(key.rawValue, Int64(received))
    }
  }

  /// Keeps the first receipt of a change that is in the log.
  func noteReceipt(of stored: IncomingChange, received: UInt64) throws(ReplicaError) {
    guard stored.change.header.time.milliseconds > received else { return }
    try recordReceipt(stored.key, received: received)
    for no in try numbers(.documentInTime, stored.key.rawValue) { try describe(no, with: nil) }
  }

  /// Keeps a first receipt of which only the dot is known.
  /// - Complexity: in proportion to the documents that have fields with several values.
  func noteReceipt(
    _ key: ChangeKey, of dot: Dot, received: UInt64, in space: SpaceRow
  ) throws(ReplicaError) {
    try recordReceipt(key, received: received)
    for no in try numbers(.documentsInTime, space.no) { try describe(no, with: dot) }
  }

  private func numbers(_ sql: SQL, _ parameter: Int64) throws(ReplicaError) -> [Int64] {
    try connection.rows(sql, parameter) { row throws(SQLiteError) in try row.int64(at: 0) }
  }

  /// Derives a document's columns anew; with a dot, only where that is a version of its.
  private func describe(_ no: Int64, with dot: Dot?) throws(ReplicaError) {
    let found = try statement(.documentByNumber).first(no) { row throws(ReplicaError) in
      try DocumentRow(row)
    }
    guard var document = found else { return }
    if let dot {
      let dots = DocumentColumns.dotsInTime(of: document.state)
      guard dots.contains(dot) else { return }
    }
    try save(&document)
  }
}
