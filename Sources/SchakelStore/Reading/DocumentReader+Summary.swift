import SchakelCore

extension DocumentReader {
  func summary(_ row: DocumentRow) throws(ReplicaError) -> DocumentSummary {
    let state = row.state
    let receipts = try receipts(for: state, in: row.space)
    let heading = Heading(of: state, receipts: receipts)
    let columns = DocumentColumns(of: state, receipts: receipts, owner: nil)
    let space = try space(no: row.space)
    return DocumentSummary(
      id: row.id, space: DocumentSpace(id: space.id, name: space.name), kind: state.kind ?? "",
      titles: heading.titles, excerpt: heading.excerpt,
      areas: columns.area?.split(separator: " ").map(String.init) ?? [], day: columns.day,
      author: try row.author.map { person throws(ReplicaError) in try author(person) },
      changed: row.changed, state: try itemState(of: row), marks: columns.marks.shown)
  }

  func summary(_ draft: Draft) throws(ReplicaError) -> DocumentSummary {
    let heading = Heading(of: draft)
    return DocumentSummary(
      id: draft.id, space: nil, kind: draft.kind, titles: heading.titles,
      excerpt: heading.excerpt, areas: draft.areas.map(\.code),
      day: draft.fields["observedOn"]?.first?.text, author: try owner(), changed: draft.changed,
      state: .draft, marks: [])
  }
}

extension Heading {
  var excerpt: String { String((texts.first ?? "").prefix(DocumentSummary.excerptLength)) }
}

extension DocumentRow.Marks {
  /// What awaits a person.
  static let unsettled: Self = [.conflict, .contested]

  var shown: Set<DocumentSummary.Mark> {
    var shown: Set<DocumentSummary.Mark> = []
    if contains(.deleted) { shown.insert(.deleted) }
    if contains(.conflict) { shown.insert(.conflict) }
    if contains(.contested) { shown.insert(.contested) }
    if contains(.parallelEdit) { shown.insert(.parallelEdit) }
    return shown
  }
}
