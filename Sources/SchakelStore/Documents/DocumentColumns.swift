import SchakelCore

/// The columns of a document's row that are derived from its state, and from first receipts where
/// these decide which of several values is shown.
struct DocumentColumns {
  /// Codes, with a space between them.
  var area: String?
  var day: String?
  var marks: DocumentRow.Marks = []

  /// - Parameter owner: the person with this device.
  init(of state: DocumentState, receipts: Receipts, owner: PersonID?) {
    let kind = state.kind.flatMap(Kind.named)
    area = Self.areas(of: state, kind, receipts)
    day = state.view(of: Self.dayField, policy: .latest, receipts: receipts).value?.text
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
    guard let owner, !marks.isDisjoint(with: .unsettled) else { return }
    if state.settlers.contains(owner) { marks.insert(.ofOwner) }
  }

  private static let dayField: Name = "observedOn"

  /// A field that holds areas, and how it merges.
  private struct AreaField {
    let name: Name
    let policy: Policy
  }

  /// In an unknown kind, and in a known one that says nothing of it.
  private static let unknown = AreaField(name: "area", policy: .keepAll)

  /// The fields of each known kind that hold areas, in the order of their names.
  private static let areaFields: [Name: [AreaField]] = {
    var found: [Name: [AreaField]] = [:]
    for kind in Kind.all {
      var fields = kind.fields.filter { $0.shape == .area }
        .map { AreaField(name: $0.name, policy: $0.policy) }
      if kind.field(unknown.name) == nil { fields.append(unknown) }
      found[kind.name] = fields.sorted { $0.name < $1.name }
    }
    return found
  }()

  /// The dots whose first receipts the columns depend on; none for almost every document.
  static func dotsInTime(of state: DocumentState) -> Set<Dot> {
    var dots: Set<Dot> = []
    for field in state.fields where field.siblings.count > 1 {
      let areas = fieldsWithAreas(of: state.kind.flatMap(Kind.named))
      let isInTime = areas.contains { $0.name == field.name && $0.policy != .union }
      guard field.name == dayField || isInTime else { continue }
      for sibling in field.siblings { dots.insert(sibling.dot) }
    }
    return dots
  }

  private static func fieldsWithAreas(of kind: Kind?) -> [AreaField] {
    kind.flatMap { areaFields[$0.name] } ?? [unknown]
  }

  private static func areas(
    of state: DocumentState, _ kind: Kind?, _ receipts: Receipts
  ) -> String? {
    var codes: String?
    for field in fieldsWithAreas(of: kind) {
      let view = state.view(of: field.name, policy: field.policy, receipts: receipts)
      for value in view.shown {
        guard let code = Area(value)?.code else { continue }
        codes = codes.map { $0 + " " + code } ?? code
      }
    }
    return codes
  }
}
