import ArgumentParser
import SchakelCore

struct Lock: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("lock", .lock, examples: ["schakel lock"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  func execute(in context: CommandContext) async throws {
    let lock = HomeLock(context: context, home: try Device.home(global, in: context))
    guard let wrapped = try lock.wrapped() else { throw context.failure(LockPhrase.notSet) }
    try lock.forget(wrapped)
    context.answer(LockReport(hasPassphrase: true, until: nil, phrase: .locked), answer)
  }
}
