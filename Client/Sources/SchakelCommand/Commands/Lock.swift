import ArgumentParser
import SchakelCore

struct Lock: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("lock", .lock, examples: ["schakel lock"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  /// Instead of locking now: wait until there is nothing to lock any more.
  @Flag(help: .hidden) var whenDue = false

  func execute(in context: CommandContext) async throws {
    let lock = HomeLock(context: context, home: try Device.home(global, in: context))
    guard let wrapped = try lock.wrapped() else { throw context.failure(LockPhrase.notSet) }
    if whenDue { return try await lock.keep(wrapped) }
    try lock.forget(wrapped)
    context.answer(LockReport(hasPassphrase: true, until: nil, phrase: .locked), answer)
  }
}
