/// Whether all that is sealed in a replica opens: a value that was altered, cut short or put in another
/// place does not, and whatever reads it stops there.
struct SealCheck {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Each value that does not open, by its table, column and row; nothing where nothing is sealed.
  func run() throws(ReplicaError) -> [ReplicaFinding] {
    guard connection.isSealed else { return [] }
    var findings: [ReplicaFinding] = []
    for column in SealedColumn.all { findings += try check(column) }
    return findings
  }

  /// Two steps, since an error ends a statement: first the rows whose value reads as empty, which none or
  /// few do, then each of them by itself.
  private func check(_ column: SealedColumn) throws(ReplicaError) -> [ReplicaFinding] {
    try suspects(in: column).compactMap { row -> ReplicaFinding? in
      do throws(SQLiteError) {
        _ = try connection.prepare(
          "SELECT \(column.opening(strictly: column.name)) FROM \(column.table) WHERE \(row)"
        ).first { row throws(SQLiteError) in try row.isNull(at: 0) }
        return nil
      } catch {
        return ReplicaFinding(
          law: .readable, message: "\(column.table).\(column.name) does not open where \(row)")
      }
    }
  }

  /// The conditions that name these rows.
  private func suspects(in column: SealedColumn) throws(ReplicaError) -> [String] {
    let row = column.identity.map { "'\($0) IS ' || quote(\($0))" }
      .joined(separator: " || ' AND ' || ")
    let rows = column.rows.map { "(\($0)) AND " } ?? ""
    return try connection.perform { () throws(SQLiteError) in
      try connection.prepare(
        """
        SELECT \(row) FROM \(column.table)
        WHERE \(rows)\(column.name) IS NOT NULL AND length(\(column.openingOrEmpty)) = 0
        """
      ).all { row throws(SQLiteError) in try row.text(at: 0) }
    }
  }
}
