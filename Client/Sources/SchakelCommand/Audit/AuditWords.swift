import SchakelCore

/// Sentences about who erased what, and who read the audit.
struct AuditWords {
  let names: AuditNames
  /// How a moment is said: milliseconds since 1970 (UTC).
  let dates: (UInt64) -> String

  private var language: Language { names.language }

  /// The words of the ground are kept elsewhere: its first digits tell which it is.
  func erasure(_ erasure: LogEntry.Erasure) -> String {
    language(
      AuditPhrase.erasure,
      [
        "time": .text(dates(erasure.time)),
        "count": .count(erasure.parts.reduce(0) { $0 + $1.dots.count }),
        "asker": .text(
          erasure.requestedBy.map(names.name) ?? language(AuditPhrase.somebodyElse)),
        "decider": .text(names.name(erasure.approvedBy)),
        "ground": .text(String(erasure.ground.text.prefix(16))),
      ])
  }

  func reading(_ reading: LogEntry.Reading) -> String {
    let phrase: AuditPhrase
    switch reading.scope {
    case .conflicts: phrase = .readConflicts
    case .conflict: phrase = .readConflict
    case .export: phrase = .readExport
    case .verification: phrase = .readVerification
    case .person: phrase = .readPerson
    }
    return language(
      phrase, ["time": .text(dates(reading.time)), "name": .text(names.name(reading.reader))])
  }
}
