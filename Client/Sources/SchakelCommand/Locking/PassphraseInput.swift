import Foundation
import SchakelKeys

/// Where a passphrase comes from: a file, standard input, or the terminal, and never the command line,
/// which others on the machine can read.
struct PassphraseInput {
  let context: CommandContext

  /// One that exists already.
  func existing(from file: String?, asking phrase: LockPhrase = .ask) throws -> Passphrase {
    try passphrase(try text(from: file, asking: phrase))
  }

  /// A new one: long enough, and on a terminal typed twice.
  func new(from file: String?) throws -> Passphrase {
    let text = try text(from: file, asking: .askNew)
    guard Passphrase.isLongEnough(text)
    else { throw context.failure(LockPhrase.tooShort, ["least": .count(Passphrase.shortest)]) }
    let passphrase = try passphrase(text)
    guard file == nil else { return passphrase }
    let again = try existing(from: nil, asking: .askAgain)
    guard again.isSame(as: passphrase) else { throw context.failure(LockPhrase.notTheSame) }
    return passphrase
  }

  func passphrase(_ text: String) throws -> Passphrase {
    guard let passphrase = Passphrase(text) else { throw context.failure(LockPhrase.noPassphrase) }
    return passphrase
  }

  private func text(from file: String?, asking phrase: LockPhrase) throws -> String {
    guard let file else {
      guard let typed = context.askPassphrase(context.language(phrase))
      else { throw context.failure(LockPhrase.nobodyToAsk) }
      return typed
    }
    // A little more than a passphrase has, for the end of the line.
    let content = try InputFile(file, in: context).whole(limit: Passphrase.longest + 2)
    guard let content, let text = String(validating: content, as: UTF8.self)
    else { throw context.failure(LockPhrase.noPassphrase) }
    return text.replacing(/\r?\n\z/, with: "")
  }
}
