public import SchakelCore

extension SQL {
  /// Those that the person with this device may settle: as a coordinator all, else those with a
  /// version of theirs.
  static let countConflictsOfOwner = SQL(
    """
    SELECT count(*) FROM documents d JOIN space_rows s ON s.no = d.space
    WHERE d.marks <> 0 AND d.marks & ?1 AND d.marks & 1 = 0 AND d.kind IS NOT NULL
      AND (s.role = ?2 OR (s.role = ?3 AND d.marks & ?4))
    """)
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

  /// What awaits a person in one contribution; nil where nothing does.
  public func conflict(_ id: DocumentID) throws(ReplicaError) -> DocumentConflict? {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      guard let row = try reader.row(id), row.state.lifecycle != .deleted else { return nil }
      let conflict = try reader.conflict(row, .conflict)
      return conflict.fields.isEmpty && conflict.deletions.isEmpty ? nil : conflict
    }
  }

  /// What was written in parallel and settled by a policy: the value that gave way can be seen, and
  /// set again. The last changed first.
  public func parallelEdits(in space: SpaceID? = nil) throws(ReplicaError) -> [DocumentConflict] {
    try marked(.parallelEdit, standing: .parallelEdit, in: space)
  }

  /// How many contributions wait for the person with this device: who wrote one of the versions, or
  /// coordinates the space. The number for a sign in an app; ``conflicts(in:)`` tells which they are,
  /// and ``conflictCounts`` when it is another.
  /// - Complexity: in proportion to the contributions with several versions, and to what is deleted;
  ///   none is decoded.
  public var conflictCount: Int {
    get throws(ReplicaError) {
      try read { connection throws(ReplicaError) in try Self.countConflictsOfOwner(connection) }
    }
  }

  static func countConflictsOfOwner(_ connection: Connection) throws(ReplicaError) -> Int {
    Int(
      try connection.number(
        .countConflictsOfOwner, DocumentRow.Marks.unsettled.rawValue,
        Int64(Role.coordinator.rawValue), Int64(Role.contributor.rawValue),
        DocumentRow.Marks.ofOwner.rawValue))
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
