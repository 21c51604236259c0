import SchakelCore

extension SQL {
  static let coordinators = SQL(
    "SELECT person FROM members WHERE space = ? AND role = ? ORDER BY person")
}

extension DocumentReader {
  /// What of a document stands as a conflict, or as a parallel edit.
  func conflict(
    _ row: DocumentRow, _ standing: FieldView.Standing
  ) throws(ReplicaError) -> DocumentConflict {
    let receipts = try receipts(for: row.state, in: row.space)
    var fields: [DocumentField] = []
    let several = row.state.contentFields.filter { $0.siblings.count > 1 }
    for name in Self.order(several.map(\.name), in: row.state.kind) {
      let field = try self.field(name, of: row.state, receipts)
      if field.standing == standing { fields.append(field) }
    }
    let isContested = standing == .conflict && row.state.lifecycle == .contested
    let meeting = isContested ? try meeting(in: row) : Meeting()
    let settlers = standing == .conflict ? try settlers(of: row) : []
    let groups = fields.map { [$0.versions] } + (isContested ? [meeting.sides] : [])
    return DocumentConflict(
      document: try summary(row), fields: fields, deletions: meeting.deletions,
      writers: Self.authors(of: meeting.edits), parties: Self.authors(of: groups.joined().joined()),
      settlers: settlers, awaitsOwner: try awaitsOwner(row, settlers),
      since: groups.map(Self.beginning).min() ?? row.changed)
  }

  /// A deletion and what met it.
  private struct Meeting {
    var deletions: [FieldVersion] = []
    var edits: [FieldVersion] = []

    var sides: [[FieldVersion]] { [deletions, edits] }
  }

  private func meeting(in row: DocumentRow) throws(ReplicaError) -> Meeting {
    let edits = row.state.beyondDeletions
    let marks = row.state.siblings(of: .lifecycle)
    let receipts: Receipts
    do throws(SQLiteError) {
      receipts = try connection.receipts(of: Set((edits + marks).map(\.dot)), in: row.space)
    } catch {
      throw ReplicaError(error)
    }
    return Meeting(
      deletions: try deletions(of: row.state, receipts),
      edits: try edits.map { edit throws(ReplicaError) in
        try version(edit, value: edit.value, receipts)
      })
  }

  /// When there were two: of versions, the second; of a deletion and what met it, the later of what
  /// came first of each.
  private static func beginning(_ sides: [[FieldVersion]]) -> UInt64 {
    let times = sides.map { side in side.map { $0.received ?? $0.time }.sorted() }
    guard times.count == 1 else { return times.compactMap(\.first).max() ?? 0 }
    return times[0].dropFirst().first ?? times[0].first ?? 0
  }

  /// Each once, who wrote first before the others.
  private static func authors(of versions: some Sequence<FieldVersion>) -> [Author] {
    var authors: [Author] = []
    let sorted = versions.sorted { left, right in
      let times = (
        min(left.time, left.received ?? .max), min(right.time, right.received ?? .max)
      )
      return times.0 != times.1 ? times.0 < times.1 : left.dot < right.dot
    }
    for version in sorted where !authors.contains(version.author) {
      authors.append(version.author)
    }
    return authors
  }

  private func settlers(of row: DocumentRow) throws(ReplicaError) -> [Author] {
    let no = row.space
    var persons: [PersonID] = []
    for person in row.state.settlers {
      let role = try connection.row(.roleOfMember, no, person.bytes) {
        row throws(SQLiteError) -> Role in try row.code(at: 0)
      }
      if role?.mayWrite ?? true { persons.append(person) }
    }
    let coordinators = try connection.rows(.coordinators, no, Int64(Role.coordinator.rawValue)) {
      row throws(SQLiteError) in PersonID(rawValue: try row.bits(at: 0))
    }
    persons += coordinators.filter { !persons.contains($0) }
    return try persons.map { person throws(ReplicaError) in try author(person) }
  }

  /// The same as the count of them says (``Replica/conflictCount``).
  private func awaitsOwner(
    _ row: DocumentRow, _ settlers: [Author]
  ) throws(ReplicaError) -> Bool {
    guard !settlers.isEmpty, let owner = try owner() else { return false }
    switch try space(no: row.space).role {
    case .coordinator: return true
    case .contributor: return row.state.settlers.contains(owner.person)
    case .none, .reader, .auditor: return false
    }
  }
}
