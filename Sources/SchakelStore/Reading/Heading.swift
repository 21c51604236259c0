import SchakelCore

/// What a document is called and what can be read in it: the source of lists and of the search
/// index, for documents and drafts, known kinds and others.
struct Heading {
  /// One title, or every version of one that awaits settlement.
  let titles: [String]
  /// The shown texts after the title. Of a kind that this version does not know, every text.
  let texts: [String]

  /// - Parameters:
  ///   - fields: the names of the fields that hold anything.
  ///   - shown: what a field shows.
  init(kind: Name?, fields: [Name], shown: (Name) -> [Value]) {
    let known = kind.flatMap(Kind.named)
    let titleField = known?.titleField ?? Self.titleField(of: fields, shown)
    titles = titleField.map { Self.texts(shown($0)) } ?? []
    let textFields = known?.textFields ?? fields.filter { $0 != titleField }
    texts = textFields.flatMap { Self.texts(shown($0)) }
  }

  init(of state: DocumentState, receipts: Receipts = .none) {
    self.init(kind: state.kind, fields: state.contentFields.map(\.name)) { name in
      let policy = Kind.policy(of: name, in: state.kind)
      return state.view(of: name, policy: policy, receipts: receipts).shown
    }
  }

  init(of draft: Draft) {
    self.init(kind: draft.kind, fields: draft.fields.keys.sorted()) { draft.fields[$0] ?? [] }
  }

  /// In a kind that is not known: the field called so, else the first that holds text.
  private static func titleField(of fields: [Name], _ shown: (Name) -> [Value]) -> Name? {
    let usual: [Name] = ["title", "name"]
    return usual.first { fields.contains($0) && !texts(shown($0)).isEmpty }
      ?? fields.first { !texts(shown($0)).isEmpty }
  }

  private static func texts(_ values: [Value]) -> [String] { values.compactMap(\.text) }
}
