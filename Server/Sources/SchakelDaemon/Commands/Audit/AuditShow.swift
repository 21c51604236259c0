import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

extension Audit {
  /// `schakeld audit show`.
  struct Show: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "Show one conflict: who wrote what, what each had seen, who chose and why.",
        "Toon één botsing: wie wat schreef, wat ieder had gezien, wie koos en waarom.",
        examples: [
          "schakeld audit show --data ./region 9f3a6b656c000001",
          "schakeld audit show --data ./region 9f3a6b656c000001 --json",
        ])
    }

    @OptionGroup var folder: DataFolderOption
    @Argument(
      help: .words(
        "Its id; schakeld audit conflicts shows it.", "Het nummer uit schakeld audit conflicts."))
    var id: String
    @Flag(help: .json)
    var json = false

    func run(in context: DaemonContext) async throws {
      let id = ConflictID(text: id)
      if let id { context.trail.concerns("conflict \(id.text)") }
      let detail = try await folder.withRegion(in: context) { region -> ConflictDetail? in
        guard let id else { return nil }
        return try await region.conflict(id, for: nil)
      }
      guard let detail else {
        throw Refusal(
          context.language.say(
            "There is no such conflict; schakeld audit conflicts shows those there are.",
            "Die botsing is er niet; schakeld audit conflicts toont welke er zijn."))
      }
      if json {
        context.print(JSON(detail))
      } else {
        let report = ConflictReport(
          detail: detail, language: context.language, time: LocalTime(context.timeZone))
        for line in report.lines { context.print(Table.printable(line)) }
      }
    }
  }
}

/// One record, for people.
struct ConflictReport {
  let detail: ConflictDetail
  let language: Language
  let time: LocalTime

  private var names: Names { Names(detail.people) }

  var lines: [String] {
    var lines = head + ["", language.say("What was written apart", "Wat apart geschreven is")]
    for (version, content) in zip(detail.record.versions, detail.versions) {
      lines += self.lines(version, content)
    }
    lines.append(language.say("What happened", "Wat er gebeurde"))
    for (event, content) in zip(detail.record.events, detail.settlements) {
      lines += self.lines(event, content)
    }
    return lines
  }

  private var head: [String] {
    let record = detail.record
    let what = language.severity(record)
    return [
      "\(what.prefix(1).uppercased() + what.dropFirst()) \(record.id.text)",
      "  \(detail.space.name) (\(detail.space.id.text))",
      "  \(record.kind?.text ?? "-") \(record.document.text)",
      "  \(language.field(record)): \(language.state(record, names))",
    ]
  }

  private func lines(
    _ version: ConflictRecord.Version, _ content: ConflictDetail.Content
  ) -> [String] {
    let what = language.operation(content.operation)
    let (device, written) = (device(version.dot.writer), time.minute(version.time.milliseconds))
    let received = time.minute(version.received)
    let place = language.say(
      "on \(device), \(written); received \(received)",
      "op \(device), \(written); ontvangen \(received)")
    let lines = [
      "  \(names.name(version.author)) \(what)\(said(content))", "    " + standing(content),
      "    " + place, "    " + seen(version), "    " + version.dot.text,
    ]
    return lines + reason(content) + [""]
  }

  private func lines(
    _ event: ConflictRecord.Event, _ content: ConflictDetail.Content?
  ) -> [String] {
    let what = language.event(event, names)
    let line = "  \(time.minute(event.time))  \(event.position)  \(what)"
    guard let content else { return [line] }
    return [line + said(content), "    " + standing(content)] + reason(content)
  }

  /// The values in the form that they have in JSON, in which text has its quotation marks.
  private func said(_ content: ConflictDetail.Content) -> String {
    guard let values = content.values else {
      return language.say(": words that were erased", ": woorden die gewist zijn")
    }
    return values.isEmpty ? "" : ": " + values.map { JSON($0).text() }.joined(separator: ", ")
  }

  private func standing(_ content: ConflictDetail.Content) -> String {
    content.stands
      ? language.say("still there", "staat er nog") : language.say("replaced", "vervangen")
  }

  private func reason(_ content: ConflictDetail.Content) -> [String] {
    content.reason.map { ["    " + language.say("because: \($0)", "omdat: \($0)")] } ?? []
  }

  /// What the writer had of the document: of each device the changes up to a number.
  private func seen(_ version: ConflictRecord.Version) -> String {
    let entries = version.context.entries.map {
      language.say(
        "\(device($0.writer)) up to \($0.counter)", "\(device($0.writer)) tot en met \($0.counter)")
    }
    guard !entries.isEmpty else {
      return language.say("had seen nothing of it", "had er nog niets van gezien")
    }
    let list = entries.joined(separator: ", ")
    return language.say("had seen: \(list)", "had gezien: \(list)")
  }

  private func device(_ writer: Writer) -> String {
    let device = detail.devices.first { $0.replica == writer.replica }
    let name = device?.name ?? ""
    return name.isEmpty ? writer.replica.text : "\(name) (\(writer.replica.text))"
  }
}
