import ArgumentParser

struct Show: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("show", .show, examples: ["schakel show 3f2a1c"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    context.answer(ShowReport(document: try device.known(document)), answer)
  }
}
