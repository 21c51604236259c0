import SchakelCore

/// The columns of a document's row that are derived from its state.
struct DocumentColumns {
  /// Codes, with a space between them.
  var area: String?
  var day: String?
  var marks: DocumentRow.Marks = []

  init(of state: DocumentState) {
    let kind = state.kind.flatMap(Kind.named)
    area = Self.areas(of: state, kind)
    day = state.view(of: "observedOn", policy: .latest).value?.text
    if state.kind == nil { marks.insert(.shell) }
    switch state.lifecycle {
    case .alive: break
    case .deleted: marks.insert(.deleted)
    case .contested: marks.insert(.contested)
    }
    for field in state.contentFields where field.siblings.count > 1 {
      let policy = kind?.field(field.name)?.policy ?? .keepAll
      guard policy != .union else { continue }
      switch state.view(of: field.name, policy: policy).standing {
      case .plain: break
      case .conflict: marks.insert(.conflict)
      case .parallelEdit: marks.insert(.parallelEdit)
      }
    }
  }

  private static func areas(of state: DocumentState, _ kind: Kind?) -> String? {
    var codes: [String] = []
    for field in state.contentFields {
      let definition = kind?.field(field.name)
      guard definition?.shape == .area || definition == nil && field.name == "area"
      else { continue }
      let view = state.view(of: field.name, policy: definition?.policy ?? .keepAll)
      codes += view.shown.compactMap { Area($0)?.code }
    }
    return codes.isEmpty ? nil : codes.joined(separator: " ")
  }
}
