import ArgumentParser
import SchakelStore

struct Conflicts: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "conflicts", .conflicts,
      examples: ["schakel conflicts", "schakel conflicts --all", "schakel conflicts --json"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Flag(help: .phrase(.allConflicts)) var all = false

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let found = try device.replica.conflicts(
      in: try space.map { try device.space(typed: $0).id })
    context.answer(
      ConflictsReport(found, all: all, me: try device.replica.owner()), answer)
  }
}
