import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// The lock on a home: the file with its wrapped key, and what `unlock` left of that.
struct HomeLock {
  let context: CommandContext
  let home: String

  private var file: SecretFile { SecretFile(path: home + "/passphrase.key") }
  private var leftKeys: LeftKeys { LeftKeys(folder: context.keyFolder()) }

  /// The key as it is wrapped; nil where there is no passphrase.
  func wrapped() throws -> WrappedKey? {
    guard let bytes = try file.read() else { return nil }
    return try asked { () throws(WrappedKeyError) in try WrappedKey(encoded: bytes) }
  }

  /// The key of the home, as it was left, or by a passphrase that is asked for; nil where there is
  /// none. Where nobody can be asked, the home stays locked, and that is said.
  ///
  /// `isLeft` where it was left, which is for a time.
  func key() throws -> (key: DataKey, isLeft: Bool)? {
    guard let wrapped = try wrapped() else { return nil }
    if let left = try left(wrapped) { return (key: left.key, isLeft: true) }
    guard let typed = context.askPassphrase(context.language(LockPhrase.ask)) else {
      throw context.failure(ErrorPhrase.locked)
    }
    let key = try unwrap(wrapped, by: try PassphraseInput(context: context).passphrase(typed))
    return (key: key, isLeft: false)
  }

  /// How often is looked whether the time is over, in milliseconds: `schakel lock`, another passphrase and
  /// a clock that was set end it too.
  private static let looksEvery: UInt64 = 5_000

  /// Comes back when the key that was left holds no more, or the task is cancelled.
  func untilLocked() async {
    while let wrapped = try? wrapped(), let left = try? left(wrapped) {
      let rest = left.until - min(left.until, context.now())
      guard (try? await context.sleep(max(1, min(rest, Self.looksEvery)))) != nil else { return }
    }
  }

  /// Leaves a process behind that sees to it that the key goes when its time is over, also where no other
  /// command comes that would look.
  func leaveKeeper() {
    context.leaveBehind(["--home", home, "lock", "--when-due"])
  }

  /// What that process does. A key that nobody can come for any more goes too: the home was emptied, or
  /// has another passphrase.
  func keep(_ wrapped: WrappedKey) async throws {
    while let left = try left(wrapped) {
      guard let now = try? self.wrapped(), now.cost.salt == wrapped.cost.salt else {
        try forget(wrapped)
        return
      }
      let rest = left.until - min(left.until, context.now())
      try await context.sleep(max(1, min(rest, Self.looksEvery)))
    }
  }

  /// What was left and still holds.
  func left(_ wrapped: WrappedKey) throws -> LeftKey? {
    try leftKeys.read(for: home, wrapped, at: context.now())
  }

  func unwrap(_ wrapped: WrappedKey, by passphrase: Passphrase) throws -> DataKey {
    try asked { () throws(WrappedKeyError) in try wrapped.unwrapped(by: passphrase) }
  }

  /// Leaves the key for the commands that follow; nil where there is no place in memory for it.
  func leave(_ key: DataKey, _ wrapped: WrappedKey, for milliseconds: UInt64) throws -> LeftKey? {
    let now = context.now()
    let left = LeftKey(key: key, from: now, until: now + milliseconds)
    return try leftKeys.leave(left, for: home, wrapped) ? left : nil
  }

  /// Takes away what was left. Answers whether there was anything.
  @discardableResult
  func forget(_ wrapped: WrappedKey) throws -> Bool {
    try leftKeys.forget(for: home, wrapped)
  }

  /// Puts a key under a passphrase, in place of what was in the file.
  func wrap(_ key: DataKey, under passphrase: Passphrase) throws {
    let cost = context.passphraseCost(ScryptCost.freshSalt())
    guard let cost, let wrapped = WrappedKey(wrapping: key, under: passphrase, cost)
    else { throw context.failure(LockPhrase.noMemory) }
    try file.write(wrapped.encoded)
  }

  /// Takes the passphrase away. Nothing may be sealed any more.
  func remove() throws { try file.remove() }

  private func asked<T>(_ body: () throws(WrappedKeyError) -> T) throws -> T {
    do throws(WrappedKeyError) {
      return try body()
    } catch {
      let phrase: LockPhrase =
        switch error {
        case .wrongPassphrase: .wrongPassphrase
        case .damaged: .damagedFile
        case .newer: .newerFile
        case .tooCostly: .costlyFile
        case .outOfMemory: .noMemory
        }
      throw context.failure(phrase, ["path": .text(file.path)])
    }
  }
}
