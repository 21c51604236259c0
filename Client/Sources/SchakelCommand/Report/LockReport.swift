import SchakelCore
import SchakelJSON

/// Whether there is a passphrase, and until when what it locks is open.
struct LockReport: Report {
  let hasPassphrase: Bool
  /// Milliseconds since 1970 (UTC); nil where it is locked, or there is nothing to lock.
  let until: UInt64?
  let phrase: LockPhrase
  var advice: LockPhrase?

  var json: JSONValue {
    [
      "passphrase": .bool(hasPassphrase),
      "unlockedUntil": until.map { .string(LocalDates.utc($0)) } ?? .null,
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let until = until.map { context.dates.moment($0) } ?? ""
    return context.prose(phrase, ["until": .text(until)])
      + (advice.map { context.prose($0) } ?? [])
  }
}
