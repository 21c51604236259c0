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
    let typed = arguments.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ")
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
    var free: [String] = []
    for line in try anna.type(["export", "--kind", "note"]).split(separator: "\n") {
      let note = try Worker.document(String(line))
      guard note["body"] != nil, note["place"] == nil, note["signal"] == nil else { continue }
      if let id = note["id"]?.string { free.append(id) }
    }
    free.sort()
    guard free.count > Self.changes(setting).count else {
      throw DemoError(.input, "\(setting.input) has too few notes to change.")
    }
    let edits = zip(free, Self.changes(setting)).map { (document: $0, fields: $1) }
    return Plan(edits: edits, contested: free[edits.count])
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
