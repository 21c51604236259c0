public import SchakelCore

extension SQL {
  static let idsWithEnd = SQL(
    """
    SELECT id FROM documents WHERE hex(id) LIKE '%' || ?1
    UNION ALL SELECT id FROM drafts WHERE hex(id) LIKE '%' || ?1
    UNION SELECT document FROM tray WHERE reason <> ?3 AND hex(document) LIKE '%' || ?1
      AND space IN (SELECT no FROM space_rows WHERE left_at IS NOT NULL)
    ORDER BY 1 LIMIT ?2
    """)
}

extension Replica {
  /// The ids, of contributions, of drafts and of what was kept of a space that was left, that end so. Ids that were made one after another
  /// begin alike and end at random, so that a list can show a short end.
  ///
  /// - Parameters:
  ///   - suffix: hexadecimal digits in either case, with or without the hyphens.
  ///   - limit: how many ids to return at most, in their order.
  /// - Returns: none, too, where the suffix is empty or holds anything but digits and hyphens.
  /// - Complexity: a walk over the index of ids.
  public func documentIDs(
    suffix: String, limit: Int = 10
  ) throws(ReplicaError) -> [DocumentID] {
    let digits = suffix.utf8.filter { $0 != UInt8(ascii: "-") }
    guard DocumentID.range(prefix: suffix) != nil else { return [] }
    let end = String(decoding: digits, as: UTF8.self)
    return try read { connection throws(ReplicaError) in
      try connection.rows(.idsWithEnd, end, limit, TrayCode.letGo.rawValue) {
        row throws(SQLiteError) in DocumentID(bytes: try row.blob(at: 0))
      }.compactMap(\.self)
    }
  }
}
