import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

extension Audit {
  /// `schakeld audit verify`.
  struct Verify: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "Check the whole log as an auditor would, with the region's own key.",
        "Controleer het hele logboek zoals een auditor dat zou doen, met de sleutel van de regio.",
        more: (
          "This reads and replays all changes, and may take a while; the server goes on.",
          "Dit leest alle wijzigingen opnieuw, en kan even duren; de server gaat door."
        ),
        examples: [
          "schakeld audit verify --data ./region", "schakeld audit verify --data ./region --json",
        ])
    }

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var spaces: SpacesOption
    @Flag(help: .json)
    var json = false

    func run(in context: DaemonContext) async throws {
      let spaces = try spaces.spaces(context.language)
      let result = try await folder.withRegion(in: context) { try await $0.verifyAudit(of: spaces) }
      switch result {
      case .success(let report):
        if json { context.print(Audit.json(report)) } else { Audit.print(report, in: context) }
      case .failure(let fault):
        if json { context.print(Audit.json(fault)) }
        throw Refusal(context.language.sentence(on: fault))
      }
    }
  }

  static func json(_ report: AuditReport) -> JSON {
    [
      "holds": true, "key": .string(Hex.encode(report.header.publicKey)),
      "spaces": .array(report.spaces.map(json)),
    ]
  }

  static func json(_ space: AuditReport.Space) -> JSON {
    [
      "id": .string(space.space.space.text), "name": .string(space.space.name),
      "entries": .unsigned(space.counts.entries), "changes": .unsigned(space.counts.changes),
      "voids": .unsigned(space.counts.voids), "seals": .unsigned(space.counts.seals),
      "checkpoints": .unsigned(space.counts.checkpoints),
      "epochs": .unsigned(space.counts.epochs), "erased": .unsigned(space.counts.erased),
      "combined": .unsigned(space.counts.combined), "unproven": .unsigned(space.counts.unproven),
      "recovered": .unsigned(space.counts.recovered),
      "documents": .unsigned(space.documents), "conflicts": .number(space.records.count),
    ]
  }

  static func json(_ fault: AuditFault) -> JSON {
    [
      "holds": false,
      "fault": [
        "code": .string(fault.code.word), "message": .string(fault.message),
        "space": fault.space.map { .string($0.text) } ?? .null,
        "position": fault.position.map(JSON.unsigned) ?? .null,
        "document": fault.document.map { .string($0.text) } ?? .null,
        "field": fault.field.map { .string($0.text) } ?? .null,
        "conflict": fault.record.map { .string($0.text) } ?? .null,
      ],
    ]
  }

  static func print(_ report: AuditReport, in context: DaemonContext) {
    let language = context.language
    context.print(
      language.say(
        "All of the log holds, and so does what is on record.",
        "Het hele logboek klopt, en wat er over botsingen in staat ook."))
    var table = Table(shrinking: [1])
    for space in report.spaces {
      let counts = space.counts
      table.add(
        space.space.space.text, space.space.name, language.count(counts.entries, .entry),
        language.count(counts.changes, .change), language.count(counts.seals, .seal),
        language.count(counts.checkpoints, .checkpoint),
        language.count(UInt64(space.records.count), .record))
    }
    for line in table.lines(width: context.columns) { context.print(line) }
    for line in texts(report.counts, language) { context.print(line) }
    let key = Hex.encode(report.header.publicKey)
    context.print(language.say("The region's key: \(key)", "De sleutel van de regio: \(key)"))
  }

  /// What came of the texts that the region put together, and of what it had lost, where there is any.
  static func texts(_ counts: AuditReport.Counts, _ language: Language) -> [String] {
    var lines: [String] = []
    if counts.recovered > 0 {
      let changes = language.count(counts.recovered, .change)
      lines.append(
        language.say(
          "\(changes) said again what the region had lost: how it came about is gone.",
          "\(changes) met wat de regio kwijt was, opnieuw gezegd: hoe het ontstond is weg."))
    }
    if counts.combined > 0 {
      let texts = language.count(counts.combined, .text)
      lines.append(
        language.say(
          "The region put together \(texts); done again, with the same outcome.",
          "De regio voegde \(texts) samen; opnieuw gedaan, met dezelfde uitkomst."))
    }
    if counts.unproven > 0 {
      let texts = language.count(counts.unproven, .text)
      lines.append(
        language.say(
          "The region put together \(texts) of which words were erased later: nobody can check that "
            + "any more.",
          "De regio voegde \(texts) samen waarvan later woorden gewist zijn: dat kan niemand meer "
            + "nagaan."))
    }
    return lines
  }
}
