import SchakelCore

extension SQL {
  private static let keyOfDot = """
    (SELECT no << 40 | ?3 FROM streams WHERE space = ?1 AND writer = ?2)
    """
  /// When the region first had a change: the least that it ever said, in whatever epoch.
  static let firstReceipt = SQL(
    """
    SELECT min(received) FROM (
      SELECT received FROM receipts WHERE key = \(keyOfDot)
      UNION ALL SELECT received FROM changes WHERE key = \(keyOfDot))
    """)
}

extension Connection {
  /// Milliseconds since 1970 (UTC); nil where the region is not known to have the change.
  private func firstReceipt(_ dot: Dot, in space: Int64) throws(SQLiteError) -> UInt64? {
    try self[.firstReceipt].first(
      space, dot.writer.bytes, Int64(dot.counter)
    ) { row throws(SQLiteError) in
      try row.int64IfPresent(at: 0).map { UInt64(bitPattern: $0) }
    } ?? nil
  }

  func receipts(of dots: Set<Dot>, in space: Int64) throws(SQLiteError) -> Receipts {
    var receipts = Receipts()
    for dot in dots {
      if let received = try firstReceipt(dot, in: space) { receipts.record(dot, received) }
    }
    return receipts
  }

  /// The receipts that can matter for what is shown of a document: those of fields with several
  /// versions that are not simply all shown.
  func receipts(for state: DocumentState, in space: Int64) throws(SQLiteError) -> Receipts {
    var dots: Set<Dot> = []
    for field in state.fields where field.siblings.count > 1 {
      guard Kind.policy(of: field.name, in: state.kind) != .union else { continue }
      for sibling in field.siblings { dots.insert(sibling.dot) }
    }
    return try receipts(of: dots, in: space)
  }
}
