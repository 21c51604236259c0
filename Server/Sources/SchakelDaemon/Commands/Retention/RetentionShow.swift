import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld retention show`.
struct RetentionShow: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Show how long each kind is kept in each space.",
      "Toon hoe lang elke soort in elke ruimte bewaard wordt.", name: "show",
      examples: [
        "schakeld retention show --data ./region", "schakeld retention show --data ./region --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let (terms, daily) = try await folder.withRegion(in: context) { region in
      (try await region.retentionTerms(), try await region.retentionDaily())
    }
    if json {
      let all = JSON.Member("terms", .array(terms.map { JSON($0) }))
      return context.print(.object([all] + (daily.map { [.init("daily", JSON($0))] } ?? [])))
    }
    let language = context.language
    var table = Table(shrinking: [1])
    for term in terms {
      table.add(term.space.id.text, term.space.name, term.kind.text, language.length(of: term))
    }
    for line in table.lines(width: context.columns) { context.print(line) }
    context.print(language.sentence(on: daily, now: context.time))
  }
}

extension JSON {
  init(_ term: RetentionTerm) {
    self = [
      "space": JSON(term.space), "kind": .string(term.kind.text),
      "days": term.days.map(JSON.unsigned) ?? .null,
      "decidedBy": term.decidedBy.map { .string($0.text) } ?? .null,
      "decided": term.decided.map { .string(rfc3339($0)) } ?? .null,
    ]
  }

  fileprivate init(_ daily: RetentionDaily) {
    self = [
      "by": .string(daily.person.text), "ground": .string(daily.ground),
      "since": .string(rfc3339(daily.since)), "lastRun": .string(rfc3339(daily.lastRun)),
    ]
  }
}
