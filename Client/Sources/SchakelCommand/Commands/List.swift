import ArgumentParser
import SchakelStore

struct List: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "list", .list,
      examples: [
        "schakel list --mine --waiting", "schakel list --kind story --area GM0344 --json",
      ])
  }

  /// What fits a screen or two.
  static let defaultLimit = 50

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var filter: FilterOptions
  @Flag(help: .phrase(.deleted)) var deleted = false
  @Option(help: .phrase(.limit, value: "N")) var limit: Int?

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    var filter = try filter.filter(on: device)
    filter.deleted = deleted ? .included : .excluded
    // A program gets everything, a person what fits.
    let limit = limit ?? (answer.asJSON ? .max : Self.defaultLimit)
    let documents = try device.replica.list(filter, limit: limit)
    let total = documents.count < limit ? documents.count : try device.replica.count(filter)
    context.answer(ListReport(documents: documents, total: total), answer)
    let refused = try device.replica.tray().count { $0.reason != .leftSpace }
    if refused > 0, !answer.asJSON {
      context.notice(ListPhrase.refused, ["count": .count(refused)])
    }
  }
}
