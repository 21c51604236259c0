import SchakelJSON

extension Demo {
  /// One chooses, with a reason; another takes it back. Both are changes like any other.
  mutating func settle(_ plan: Plan) throws(DemoError) {
    guard let edit = plan.edits.first, let field = edit.fields.first, field.outcome == .choice
    else { throw DemoError(.input, "Nothing was changed of which a person chooses.") }
    narrator.chapter(
      6, Words("Een keuze, met een reden", "A choice, with a reason"))
    let short = edit.document.suffix(6)
    narrator.typed(anna.prompt, "schakel show \(short)")
    narrator.shown(try anna.type(["show", edit.document]), limit: 24)
    let reason = Words("bij de bewoners nagevraagd", "asked the residents")
      .text(in: setting.language)
    try choose(field, in: edit.document, short, because: reason)
    try synchroniseAll()
    claim(.settled(field.values[0], try seen(field, in: edit.document), of: holders))
    narrator.typed(bram.prompt, "schakel undo \(short)")
    narrator.shown(try bram.type(["undo", edit.document]))
    changes += 1
    try synchroniseAll()
    claim(.broughtBack(field.values, try seen(field, in: edit.document), of: holders))
  }

  private mutating func choose(
    _ field: ParallelEdit, in document: String, _ short: Substring, because reason: String
  ) throws(DemoError) {
    let value = field.values[0]
    narrator.typed(
      anna.prompt,
      "schakel resolve \(short) --field \(field.field) --value \"\(value)\" --reason \"\(reason)\"")
    narrator.shown(
      try anna.type([
        "resolve", document, "--field", field.field, "--value", value, "--reason", reason,
      ]))
    changes += 1
  }

  private func seen(
    _ field: ParallelEdit, in document: String
  ) throws(DemoError) -> [String: ParallelEdit.Seen] {
    var seen: [String: ParallelEdit.Seen] = [:]
    for worker in workers {
      seen[worker.name] = ParallelEdit.Seen(
        try worker.json("show", document), field: field.field)
    }
    return seen
  }
}
