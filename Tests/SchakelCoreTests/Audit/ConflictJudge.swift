import SchakelCore

/// What must be on record, from happens-before alone: of each field the deeds that no other deed to
/// the field had seen, and whether two of them said different things.
struct ConflictJudge {
  let history: History
  /// The deeds that are there, as bits.
  let present: UInt64

  /// The fields, and the empty one for a deletion, that await a settlement.
  var openFields: Set<String> {
    let names = Set(effective.flatMap { $0.touches.map(\.field) })
    var open = names.filter { $0 != "" && isApart($0) }
    if Judge(history, present: present).picture.lifecycle == .contested { open.insert("") }
    return open
  }

  private var effective: [Deed] {
    history.deeds.filter { present.has($0.number) && !$0.isVoid }
  }

  private func isApart(_ field: String) -> Bool {
    let latest = latest(of: field)
    let said = latest.map { deed in
      deed.touches.filter { $0.field == field }.flatMap(\.values)
    }
    if latest.count > 1, latest.contains(where: \.isErased) { return true }
    if Set(said).count > 1 { return true }
    guard Kind.policy(of: Name(field), in: "fieldNote").isForPeople else { return false }
    let values = Set(Judge(history, present: present).siblings(of: field).map(\.value))
    return values.count > 1
  }

  /// Those that no other deed to the field had seen.
  func latest(of field: String) -> [Deed] {
    let all = effective.filter { $0.touches.contains { $0.field == field } }
    return all.filter { deed in !all.contains { $0.seen.has(deed.number) } }
  }
}

extension Policy {
  fileprivate var isForPeople: Bool { self == .keepAll || self == .text }
}
