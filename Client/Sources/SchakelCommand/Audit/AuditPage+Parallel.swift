import SchakelCore

// What settled itself, a row each.
extension AuditPage {
  func writeParallelEdits(to markup: inout Markup) {
    guard cases.parallelEdits.count + cases.omittedParallelEdits > 0 else {
      return markup.element("p", text: words(.noParallel))
    }
    markup.element("p", text: words(.parallelAbout))
    markup.table(
      "parallel-edits", caption: words(.parallelTable),
      head: [.contribution, .space, .field, .foundAt, .authors, .how].map { words($0) },
      rows: cases.parallelEdits.map { each in
        [
          title(of: each), each.space.name, labels.auditField(each.record.field),
          dates.moment(each.record.found.time),
          names.list(each.record.versions.map(\.author)), how(each.record),
        ]
      })
    if cases.omittedParallelEdits > 0 {
      markup.element(
        "p", ["class": "state"],
        text: words(.omittedParallel, ["count": .count(cases.omittedParallelEdits)]))
    }
  }

  private func how(_ record: ConflictRecord) -> String {
    if let rule = record.settlingRule { return words(.byRule, ["rule": .text(rule.text)]) }
    if !record.isOpen { return words(.writtenOver) }
    switch record.policy {
    case .latest: return words(.byLatest)
    case .strictest: return words(.byStrictest)
    case .union: return words(.byUnion)
    case .perPerson: return words(.byPerson)
    case .keepAll, .text: return words(.bySame)
    }
  }
}
