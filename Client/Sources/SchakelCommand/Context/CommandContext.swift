public import Foundation
public import SchakelCore
public import SchakelSync

/// All that a command takes from the world outside: where it prints and reads, what the terminal
/// can show, the language, clock and random numbers, the home folder, and the network. Tests put
/// their own in its place.
public struct CommandContext: Sendable {
  /// The environment's variables, by name.
  public var environment: [String: String]
  /// Where it prints; the two sides are never mixed.
  public var output: Output
  /// What the screen can show.
  public var terminal: Terminal
  /// In which people are spoken to. JSON is the same in all.
  public var language: Language
  /// In which times are shown to people.
  public var timeZone: TimeZone
  /// Milliseconds since 1970 (UTC).
  public var now: @Sendable () -> UInt64
  /// Sixty-four fresh random bits.
  public var random: @Sendable () -> UInt64
  /// SHA-256, which a host may do faster than the core.
  public var hashing: Hashing
  /// Waits a number of milliseconds; throws when the task is cancelled.
  public var sleep: @Sendable (UInt64) async throws -> Void
  /// What this device is called where its owner gives it no name.
  public var deviceName: String
  /// Standard input, a piece at a time; none at its end.
  public var input: @Sendable () -> [UInt8]
  /// The way to a region.
  public var network: any Network
  /// Asks for a passphrase, after the words that are shown for it; nil where nobody can be asked, or
  /// does not answer.
  public var askPassphrase: @Sendable (String) -> String? = { _ in nil }
  /// Where `unlock` leaves a key: a folder in memory, of this user alone; nil where there is none.
  public var keyFolder: @Sendable () -> String? = { nil }
  /// Starts this program again, with these arguments, to go on after this process: `unlock` leaves one
  /// behind that takes the key away when its time is over.
  public var leaveBehind: @Sendable ([String]) -> Void = { _ in }
  /// How much work a new passphrase costs, with this salt.
  public var passphraseCost: @Sendable ([UInt8]) -> ScryptCost? = { .standard(salt: $0) }
  /// How closely `sync --watch` follows the region.
  public var watching = WatchSettings()

  public init(
    environment: [String: String], output: Output, terminal: Terminal, language: Language,
    timeZone: TimeZone, now: @escaping @Sendable () -> UInt64,
    random: @escaping @Sendable () -> UInt64, hashing: Hashing,
    sleep: @escaping @Sendable (UInt64) async throws -> Void, deviceName: String,
    input: @escaping @Sendable () -> [UInt8], network: any Network
  ) {
    self.environment = environment
    self.output = output
    self.terminal = terminal
    self.language = language
    self.timeZone = timeZone
    self.now = now
    self.random = random
    self.hashing = hashing
    self.sleep = sleep
    self.deviceName = deviceName
    self.input = input
    self.network = network
  }
}
