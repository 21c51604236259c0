import ArgumentParser
import SchakelStore

struct Restore: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("restore", .restore, examples: ["schakel restore 3f2a1c"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.reason, value: "TEXT")) var reason: String?
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    try device.replica.restore(document.id, reason: reason)
    context.answer(ChangeReport(document: document, done: .restored), answer)
  }
}
