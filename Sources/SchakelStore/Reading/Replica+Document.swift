public import SchakelCore

extension SQL {
  static let idsBetween = SQL(
    """
    SELECT id FROM documents WHERE id BETWEEN ?1 AND ?2
    UNION ALL SELECT id FROM drafts WHERE id BETWEEN ?1 AND ?2
    UNION SELECT document FROM tray WHERE reason <> ?4 AND document BETWEEN ?1 AND ?2
      AND space IN (SELECT no FROM space_rows WHERE left_at IS NOT NULL)
    ORDER BY 1 LIMIT ?3
    """)
}

extension Replica {
  /// A contribution as it stands, shared or a draft; nil where this device has none with that id.
  public func document(_ id: DocumentID) throws(ReplicaError) -> Document? {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      if let row = try reader.row(id) { return try reader.document(row) }
      return try Draft.find(id, in: connection).map { draft throws(ReplicaError) in
        try reader.document(draft)
      }
    }
  }

  /// The ids, of contributions, of drafts and of what was kept of a space that was left, that begin so: for people who type the first
  /// characters of one. Exactly one says that it is meant.
  ///
  /// - Parameters:
  ///   - prefix: hexadecimal digits in either case, with or without the hyphens.
  ///   - limit: how many ids to return at most, in their order.
  /// - Returns: none, too, where the prefix is empty or holds anything but digits and hyphens.
  public func documentIDs(
    prefix: String, limit: Int = 10
  ) throws(ReplicaError) -> [DocumentID] {
    guard let range = DocumentID.range(prefix: prefix) else { return [] }
    return try read { connection throws(ReplicaError) in
      try connection.rows(.idsBetween, range.low, range.high, limit, TrayCode.letGo.rawValue) {
        row throws(SQLiteError) in
        DocumentID(bytes: try row.blob(at: 0))
      }.compactMap(\.self)
    }
  }
}

extension DocumentID {
  /// The bytes of the first and the last id that begin with these digits.
  static func range(prefix: String) -> (low: [UInt8], high: [UInt8])? {
    var digits: [UInt8] = []
    for byte in prefix.utf8 where byte != UInt8(ascii: "-") {
      guard let digit = hexDigit(byte), digits.count < byteCount * 2 else { return nil }
      digits.append(digit)
    }
    guard !digits.isEmpty else { return nil }
    return (low: filled(digits, with: 0), high: filled(digits, with: 15))
  }

  private static func filled(_ digits: [UInt8], with filler: UInt8) -> [UInt8] {
    let all = digits + [UInt8](repeating: filler, count: byteCount * 2 - digits.count)
    return (0..<byteCount).map { all[2 * $0] << 4 | all[2 * $0 + 1] }
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
