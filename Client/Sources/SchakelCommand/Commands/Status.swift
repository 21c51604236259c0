import ArgumentParser
import SchakelStore

struct Status: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("status", .status, examples: ["schakel status", "schakel status --json"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let credential = try Credential.load(from: device.home)
    context.answer(
      StatusReport(status: try device.replica.status(), credential: credential), answer)
  }
}
