import ArgumentParser
import SchakelStore

struct Share: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "share", .share, examples: ["schakel share 3f2a1c", "schakel share 3f2a1c --space West"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.space, value: "ID")) var space: String?
  @Argument(help: .phrase(.draftID)) var draft: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(draft)
    let space = try device.space(typed: space)
    guard document.space?.id != space.id else {
      throw context.failure(ErrorPhrase.alreadyShared, ["space": .text(space.name)])
    }
    let shared = try device.replica.share(document.id, in: space.id)
    let report = ChangeReport(
      document: document, done: document.space == nil ? .shared : .copied, id: shared,
      space: space)
    context.answer(report, answer)
  }
}
