import ArgumentParser
import SchakelStore

struct Conflicts: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("conflicts", .conflicts, examples: ["schakel conflicts", "schakel conflicts --json"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    var filter = DocumentFilter()
    filter.conflicts = true
    filter.space = try space.map { try device.space(typed: $0).id }
    let found = try device.replica.list(filter, limit: .max)
    let documents = try found.compactMap { try device.replica.document($0.id) }
    context.answer(ConflictsReport(documents: documents), answer)
  }
}
