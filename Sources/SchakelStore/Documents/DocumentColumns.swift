import SchakelCore

/// The columns of a document's row that are derived from its state.
struct DocumentColumns {
  var area: String?
  var day: String?
  var marks: DocumentRow.Marks = []

  init(of state: DocumentState) {
    let kind = state.kind.flatMap(Kind.named)
    area = Area(state.view(of: "area", policy: .latest).value)?.code
    day = state.view(of: "observedOn", policy: .latest).value?.text
    switch state.lifecycle {
    case .alive: break
    case .deleted: marks.insert(.deleted)
    case .contested: marks.insert(.contested)
    }
    for field in state.contentFields where field.siblings.count > 1 {
      let policy = kind?.field(field.name)?.policy ?? .keepAll
      guard policy == .keepAll || policy == .text else { continue }
      if state.view(of: field.name, policy: policy).standing == .conflict {
        marks.insert(.conflict)
      }
    }
  }
}
