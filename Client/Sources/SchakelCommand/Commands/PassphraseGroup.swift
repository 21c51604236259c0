import ArgumentParser
import SchakelCore
import SchakelKeys

/// `schakel passphrase set`, `change` and `remove`.
struct PassphraseGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "passphrase", .passphrase,
      examples: PassphraseSet.examples + PassphraseChange.examples + PassphraseRemove.examples,
      subcommands: [PassphraseSet.self, PassphraseChange.self, PassphraseRemove.self])
  }
}

/// Whence a passphrase comes that there is already.
struct PassphraseOptions: ParsableArguments {
  @Option(name: .customLong("passphrase-file"), help: .phrase(.passphraseFile, value: "FILE"))
  var file: String?
}

struct PassphraseSet: ContextCommand {
  static let examples = ["schakel passphrase set"]

  static var configuration: CommandConfiguration {
    .command("set", .passphraseSet, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var passphrase: PassphraseOptions

  /// The key is on the disk before anything is sealed with it.
  func execute(in context: CommandContext) async throws {
    let home = try Device.home(global, in: context, making: true)
    let lock = HomeLock(context: context, home: home)
    guard try lock.wrapped() == nil else { throw context.failure(LockPhrase.alreadySet) }
    let passphrase = try PassphraseInput(context: context).new(from: passphrase.file)
    let key = DataKey()
    try lock.wrap(key, under: passphrase)
    let seal = HomeSeal(home: home, cipher: key.cipher)
    try ProgressLine(context).during(ProgressPhrase.sealing, [:]) { try seal.seal() }
    context.answer(
      LockReport(hasPassphrase: true, until: nil, phrase: .isSet, advice: .remember), answer)
  }
}

struct PassphraseChange: ContextCommand {
  static let examples = ["schakel passphrase change"]

  static var configuration: CommandConfiguration {
    .command("change", .passphraseChange, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Option(
    name: .customLong("new-passphrase-file"), help: .phrase(.newPassphraseFile, value: "FILE"))
  var newFile: String?

  /// The key stays; whoever it was left for asks again.
  func execute(in context: CommandContext) async throws {
    let lock = HomeLock(context: context, home: try Device.home(global, in: context))
    guard let wrapped = try lock.wrapped() else { throw context.failure(LockPhrase.notSet) }
    let input = PassphraseInput(context: context)
    let key = try lock.unwrap(wrapped, by: try input.existing(from: passphrase.file))
    try lock.wrap(key, under: try input.new(from: newFile))
    try lock.forget(wrapped)
    context.answer(LockReport(hasPassphrase: true, until: nil, phrase: .changed), answer)
  }
}

struct PassphraseRemove: ContextCommand {
  static let examples = ["schakel passphrase remove"]

  static var configuration: CommandConfiguration {
    .command("remove", .passphraseRemove, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var passphrase: PassphraseOptions

  /// The passphrase is asked for, also where the home is unlocked: whoever passes by must not take it
  /// away. The key goes last.
  func execute(in context: CommandContext) async throws {
    let home = try Device.home(global, in: context)
    let lock = HomeLock(context: context, home: home)
    guard let wrapped = try lock.wrapped() else { throw context.failure(LockPhrase.notSet) }
    let passphrase = try PassphraseInput(context: context).existing(from: passphrase.file)
    let key = try lock.unwrap(wrapped, by: passphrase)
    let seal = HomeSeal(home: home, cipher: key.cipher)
    try ProgressLine(context).during(ProgressPhrase.unsealing, [:]) { try seal.unseal() }
    try lock.remove()
    try lock.forget(wrapped)
    context.answer(LockReport(hasPassphrase: false, until: nil, phrase: .removed), answer)
  }
}
