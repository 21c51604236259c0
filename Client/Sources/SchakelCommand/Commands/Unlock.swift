import ArgumentParser
import SchakelCore
import SchakelKeys

struct Unlock: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("unlock", .unlock, examples: ["schakel unlock", "schakel unlock --minutes 15"])
  }

  /// A working day.
  static let mostMinutes = 12 * 60

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Option(help: .phrase(.minutes, value: "N")) var minutes = 60

  func execute(in context: CommandContext) async throws {
    guard (1...Self.mostMinutes).contains(minutes) else {
      throw context.failure(
        LockPhrase.noSuchTime, ["most": .count(Self.mostMinutes)], status: .usage)
    }
    let lock = HomeLock(context: context, home: try Device.home(global, in: context))
    guard let wrapped = try lock.wrapped() else { throw context.failure(LockPhrase.notSet) }
    let passphrase = try PassphraseInput(context: context).existing(from: passphrase.file)
    let key = try lock.unwrap(wrapped, by: passphrase)
    let left = try lock.leave(key, wrapped, for: UInt64(minutes) * 60_000)
    if left != nil { lock.leaveKeeper() }
    context.answer(
      LockReport(
        hasPassphrase: true, until: left?.until, phrase: left == nil ? .unlockedOnce : .unlocked),
      answer)
  }
}
