import ArgumentParser
import SchakelStore

struct Delete: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "delete", .delete,
      examples: ["schakel delete 3f2a1c", "schakel delete 3f2a1c --reason dubbel"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.reason, value: "TEXT")) var reason: String?
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    if document.space == nil {
      try device.replica.discardDraft(document.id)
    } else {
      try device.replica.delete(document.id, reason: reason)
    }
    let done: ChangePhrase = document.space == nil ? .discarded : .deleted
    context.answer(ChangeReport(document: document, done: done), answer)
  }
}
