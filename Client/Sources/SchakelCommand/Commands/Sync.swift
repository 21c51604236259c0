import ArgumentParser
import SchakelJSON

struct Sync: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("sync", .sync, examples: ["schakel sync", "schakel sync --watch"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Flag(help: .phrase(.watch)) var watch = false

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let syncing = try Syncing(device: device)
    guard watch else {
      let report = try await syncing.once()
      context.answer(report, answer)
      if let reason = report.failure(in: context) { throw reason }
      return
    }
    try await syncing.watch { report in
      guard report.isWorthTelling else { return }
      if answer.asJSON { return context.output.line(report.json.text) }
      context.answer(report, answer)
    }
  }
}
