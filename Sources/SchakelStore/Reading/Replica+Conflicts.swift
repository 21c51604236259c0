public import SchakelCore

extension SQL {
  static let markedDocuments = SQL(
    """
    SELECT no FROM documents
    WHERE marks <> 0 AND marks & ?1 AND marks & 1 = 0 AND kind IS NOT NULL
      AND (?2 IS NULL OR space = ?2)
    ORDER BY changed DESC, no DESC
    """)
}

extension Replica {
  /// What awaits a person: fields with versions to choose from, and deletions that met an edit. The
  /// last changed first.
  /// - Complexity: in proportion to what it returns, and to what is deleted.
  public func conflicts(in space: SpaceID? = nil) throws(ReplicaError) -> [DocumentConflict] {
    try marked(.unsettled, standing: .conflict, in: space)
  }

  /// What was written in parallel and settled by a policy: the value that gave way can be seen, and
  /// set again. The last changed first.
  public func parallelEdits(in space: SpaceID? = nil) throws(ReplicaError) -> [DocumentConflict] {
    try marked(.parallelEdit, standing: .parallelEdit, in: space)
  }

  private func marked(
    _ marks: DocumentRow.Marks, standing: FieldView.Standing, in space: SpaceID?
  ) throws(ReplicaError) -> [DocumentConflict] {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      let space = try space.map { id throws(ReplicaError) in try reader.space(id).no }
      let numbers = try connection.rows(.markedDocuments, marks.rawValue, space) {
        row throws(SQLiteError) in try row.int64(at: 0)
      }
      var conflicts: [DocumentConflict] = []
      for no in numbers {
        guard let row = try reader.row(no: no) else { continue }
        conflicts.append(try reader.conflict(row, standing))
      }
      return conflicts
    }
  }
}

extension DocumentReader {
  fileprivate func conflict(
    _ row: DocumentRow, _ standing: FieldView.Standing
  ) throws(ReplicaError) -> DocumentConflict {
    let receipts = try receipts(for: row.state, in: row.space)
    var fields: [DocumentField] = []
    for field in row.state.contentFields where field.siblings.count > 1 {
      let field = try self.field(field.name, of: row.state, receipts)
      if field.standing == standing { fields.append(field) }
    }
    let isContested = standing == .conflict && row.state.lifecycle == .contested
    return DocumentConflict(
      document: try summary(row), fields: fields,
      deletions: isContested ? try deletions(of: row.state, receipts) : [])
  }
}
