import ArgumentParser
import SchakelCore
import SchakelStore

struct History: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "history", .history, examples: ["schakel history 3f2a1c", "schakel history 3f2a1c --fetch"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Flag(help: .phrase(.fetch)) var fetch = false
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    if fetch, let space = document.space {
      let request = HistoryRequest(space: space.id, document: document.id)
      try await Syncing(device: device).fetchHistory(request)
    }
    let history = try device.replica.history(document.id)
    context.answer(HistoryReport(document: document, history: history), answer)
  }
}
