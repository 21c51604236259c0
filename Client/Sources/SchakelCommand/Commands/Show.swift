import ArgumentParser
import SchakelStore

struct Show: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("show", .show, examples: ["schakel show 3f2a1c"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    let choice = try device.replica.conflict(document.id).map { conflict in
      ShowReport.Choice(
        conflict: conflict, history: try device.replica.history(document.id),
        me: try device.replica.owner())
    }
    context.answer(ShowReport(document: document, choice: choice), answer)
  }
}
