import SchakelCore

/// What happened in one case, in words: who changed what without knowing of whom, and how it ended.
struct AuditStory {
  let record: ConflictRecord
  let trace: DocumentTrace
  let names: AuditNames
  let labels: Labels
  let dates: AuditDates

  var language: Language { names.language }
  private var kind: Kind? { record.kind.flatMap(Kind.named) }
  var field: String { labels.auditField(record.field) }

  // MARK: What was written

  /// What a change brought to the field.
  enum Written: Equatable {
    case text(String)
    /// Nothing: the field was emptied, or the document is gone.
    case note(String)
    case erased
    /// The file does not have it.
    case missing
  }

  func written(by dot: Dot) -> Written {
    guard let change = trace.step(dot)?.change else { return .missing }
    if record.field == .lifecycle { return .note(deed(of: change)) }
    guard change.content != nil else { return .erased }
    let values = (change.values(of: record.field) ?? []).filter { !$0.isNull }
    guard !values.isEmpty else { return .note(language(AuditPagePhrase.emptied)) }
    let texts = values.map {
      labels.value($0, of: kind?.field(record.field), dates.values)
    }
    return .text(texts.joined(separator: "\n"))
  }

  /// What a change did, by its header alone, which no erasure takes away.
  func deed(of change: Change) -> String {
    if change.header.kind != nil { return language(AuditPagePhrase.made) }
    let first = change.header.operations.first
    if first?.kind == .delete { return language(AuditPagePhrase.deleted) }
    if first?.kind == .restore { return language(AuditPagePhrase.restored) }
    let fields = change.header.operations.map { labels.auditField($0.field) }
    return language(
      AuditPagePhrase.changed, ["fields": .text(fields.joined(separator: ", "))])
  }

  // MARK: Events

  func sentence(_ event: ConflictRecord.Event) -> String {
    switch event.kind {
    case .found: return found
    case .joined:
      return language(
        AuditPagePhrase.joined, ["name": .text(names.name(event.author)), "field": .text(field)])
    case .settled: return settled(event)
    case .reopened: return reopened(event)
    case .erased:
      let author = record.versions.first { $0.dot == event.dot }?.author
      return language(
        AuditPagePhrase.erasedEvent, ["name": .text(author.map(names.name) ?? "?")])
    }
  }

  /// Who did not know of whom, of those who met first.
  private var found: String {
    let known = record.versions.filter { !cameLater($0.dot) }
    let versions = known.isEmpty ? record.versions : known
    let authors = versions.map(\.author)
    if record.field == .lifecycle { return foundDeletion(versions) }
    if Set(authors).count == 1 {
      return language(
        AuditPagePhrase.foundAlone,
        ["name": .text(names.name(authors.first)), "field": .text(field)])
    }
    return language(
      AuditPagePhrase.found, ["names": .text(names.list(authors)), "field": .text(field)])
  }

  private func foundDeletion(_ versions: [ConflictRecord.Version]) -> String {
    func isDeletion(_ version: ConflictRecord.Version) -> Bool {
      trace.step(version.dot)?.change.header.operations.first?.kind == .delete
    }
    return language(
      AuditPagePhrase.foundDeletion,
      [
        "deleters": .text(names.list(versions.filter(isDeletion).map(\.author))),
        "writers": .text(names.list(versions.filter { !isDeletion($0) }.map(\.author))),
      ])
  }

  private func cameLater(_ dot: Dot) -> Bool {
    record.events.contains { ($0.kind == .joined || $0.kind == .reopened) && $0.dot == dot }
  }

  private func reopened(_ event: ConflictRecord.Event) -> String {
    var arguments: [String: Template.Argument] = ["name": .text(names.name(event.author))]
    guard event.purpose == .undo else { return language(AuditPagePhrase.reopened, arguments) }
    guard let reason = trace.step(event.dot)?.change.content?.reason
    else { return language(AuditPagePhrase.takenBack, arguments) }
    arguments["reason"] = .text(reason)
    return language(AuditPagePhrase.takenBackBecause, arguments)
  }

  private func settled(_ event: ConflictRecord.Event) -> String {
    let name = names.name(event.author)
    if let rule = event.rule {
      return language(AuditPagePhrase.settledByRule, ["rule": .text(rule.text)])
    }
    guard event.purpose == .resolution else {
      return language(AuditPagePhrase.settledByEdit, ["name": .text(name), "field": .text(field)])
    }
    let content = trace.step(event.dot)?.change.content
    let reason = content?.reason ?? language(AuditPagePhrase.noReason)
    var arguments: [String: Template.Argument] = ["name": .text(name), "reason": .text(reason)]
    if let chosen = chosenVersion(event.dot) {
      arguments["other"] = .text(names.name(chosen.author))
      return language(
        chosen.author == event.author ? AuditPagePhrase.choseOwn : .chose, arguments)
    }
    return language(AuditPagePhrase.choseNew, arguments)
  }

  /// The version whose value a settlement kept.
  private func chosenVersion(_ dot: Dot) -> ConflictRecord.Version? {
    guard case .text(let text) = written(by: dot) else { return nil }
    return record.versions.first { written(by: $0.dot) == .text(text) }
  }

  // MARK: Words that differ

  /// A piece of a version, and whether it is in all of them.
  struct Piece: Equatable {
    let text: String
    let isShared: Bool
  }

  /// A version is compared with so many others at most: comparing each with each takes as many times
  /// as long as there are versions.
  private static let compared = 16

  /// Each version's text in pieces; nil where there is none to compare.
  func pieces() -> [[Piece]?] {
    let texts = record.versions.map { version -> [UInt8]? in
      guard case .text(let text) = written(by: version.dot) else { return nil }
      return Array(SafeText.lines(text).utf8)
    }
    return texts.indices.map { place in
      guard let text = texts[place] else { return nil }
      let others = texts.indices.filter { $0 != place }.compactMap { texts[$0] }
      return Self.pieces(of: text, comparedWith: Array(others.prefix(Self.compared)))
    }
  }

  static func pieces(of text: [UInt8], comparedWith others: [[UInt8]]) -> [Piece] {
    var isShared = [Bool](repeating: true, count: text.count)
    for other in others {
      for range in TextComparison(old: other, new: text).added {
        for place in range { isShared[place] = false }
      }
    }
    var pieces: [Piece] = []
    var start = 0
    while start < text.count {
      let end = isShared[start...].firstIndex { $0 != isShared[start] } ?? text.count
      pieces.append(
        Piece(
          text: String(decoding: text[start..<end], as: UTF8.self), isShared: isShared[start]))
      start = end
    }
    return pieces
  }
}
