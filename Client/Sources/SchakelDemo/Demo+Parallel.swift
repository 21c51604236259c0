import SchakelJSON

extension Demo {
  /// What was changed on two devices at once.
  struct Plan {
    /// Contributions that both changed, and how.
    var edits: [(document: String, fields: [ParallelEdit])] = []
    /// A contribution that one deleted while another wrote in it.
    var contested = ""

    /// Where a person must choose now.
    var choices: Set<String> {
      Set(edits.filter { $0.fields.contains { $0.outcome == .choice } }.map(\.document))
        .union([contested])
    }

    /// How many texts the region puts together, with a change of its own for each.
    var combined: Int {
      edits.count { edit in
        edit.fields.contains { if case .combined = $0.outcome { true } else { false } }
      }
    }
  }

  /// Two devices change the same contributions, each without knowing of the other.
  mutating func editInParallel() throws(DemoError) -> Plan {
    narrator.chapter(
      4, Words("Weer zonder netwerk, in dezelfde bijdragen", "Offline again, in the same notes"))
    stopServer()
    let plan = try plan()
    for (document, fields) in plan.edits {
      for (writer, worker) in [anna, bram].enumerated() {
        let arguments = fields.flatMap { $0.argument(writer) }
        try edit(worker, document, arguments)
      }
    }
    let place = Words("achter de school", "behind the school").text(in: setting.language)
    let reason = Words("dubbel", "twice").text(in: setting.language)
    try edit(bram, plan.contested, ["--set", "place=\(place)"])
    narrator.typed(
      chandra.prompt, "schakel delete \(Self.short(plan.contested)) --reason \(reason)")
    let deletion = ["delete", plan.contested, "--reason", reason, "--json"]
    try count(Worker.document(chandra.type(deletion)))
    return plan
  }

  private mutating func edit(
    _ worker: Worker, _ document: String, _ arguments: [String]
  ) throws(DemoError) {
    let typed = arguments.map { argument in
      let line = argument.replacing("\n", with: " / ")
      return line.contains(" ") ? "\"\(line)\"" : line
    }.joined(separator: " ")
    narrator.typed(worker.prompt, "schakel edit \(Self.short(document)) \(typed)")
    try count(Worker.document(worker.type(["edit", document] + arguments + ["--json"])))
  }

  private mutating func count(_ answer: JSONValue) throws(DemoError) {
    guard let done = answer["done"]?.string, done != "unchanged" else {
      throw DemoError(.unreadable, "A change changed nothing: \(answer)")
    }
    changes += 1
  }

  /// As the command `list` shows ids.
  private static func short(_ id: String) -> String { String(id.suffix(6)) }

  /// Field notes in which none of the fields is filled in that will be changed.
  private func plan() throws(DemoError) -> Plan {
    var free: [(id: String, body: String)] = []
    for line in try anna.type(["export", "--kind", "note"]).split(separator: "\n") {
      let note = try Worker.document(String(line))
      guard note["place"] == nil, note["signal"] == nil, let body = note["body"]?.string,
        let id = note["id"]?.string
      else { continue }
      free.append((id: id, body: body))
    }
    free.sort { $0.id < $1.id }
    let changes = Self.changes(setting)
    guard free.count > changes.count + 1 else {
      throw DemoError(.input, "\(setting.input) has too few notes to change.")
    }
    var edits = zip(free, changes).map { (document: $0.id, fields: $1) }
    let other = free[edits.count]
    edits.insert((document: other.id, fields: [combined(other.body)]), at: edits.count - 1)
    return Plan(edits: edits, contested: free[edits.count].id)
  }

  /// One writes a line above a text, the other one below it.
  private func combined(_ body: String) -> ParallelEdit {
    let above = Words("Vanmorgen nog eens geweest.", "Went there again this morning.")
      .text(in: setting.language)
    let below = Words("De school doet graag mee.", "The school wants to join in.")
      .text(in: setting.language)
    return ParallelEdit(
      field: "body", outcome: .combined("\(above)\n\(body)\n\(below)"),
      values: ["\(above)\n\(body)", "\(body)\n\(below)"])
  }

  /// One list of fields for each contribution.
  private static func changes(_ setting: DemoSetting) -> [[ParallelEdit]] {
    let edit = { (field: String, outcome: ParallelEdit.Outcome, one: Words, other: Words) in
      ParallelEdit(
        field: field, outcome: outcome,
        values: [one.text(in: setting.language), other.text(in: setting.language)])
    }
    return [
      [
        edit(
          "title", .choice, Words("Nagevraagd: het klopt", "Asked around: it is so"),
          Words("Nagevraagd: het ligt anders", "Asked around: it is not so"))
      ],
      [
        edit(
          "body", .choice,
          Words("Drie bewoners willen zelf beginnen.", "Three residents want to begin themselves."),
          Words("De verhuurder wacht op een plan.", "The landlord waits for a plan."))
      ],
      [
        edit(
          "place", .shown, Words("bij het buurthuis", "at the community centre"),
          Words("op het plein", "on the square")),
        edit("signal", .careful("urgent"), Words("watch", "watch"), Words("urgent", "urgent")),
        edit("themes", .both, Words("moestuin", "garden"), Words("jeugd", "youth")),
      ],
    ]
  }
}
