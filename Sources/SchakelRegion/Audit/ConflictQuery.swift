public import SchakelCore

/// Which records of conflicts and parallel edits to show. A filter that is nil lets all through;
/// what is shown is let through by every one.
///
///     var query = ConflictQuery()
///     query.field = "title"
///     query.state = .open
///     let page = try await service.conflicts(query, for: auditor)
///     query.cursor = page.cursor     // the next page, until there is no cursor
public struct ConflictQuery: Hashable, Sendable {
  /// Whether one change has taken the place of all versions.
  public enum State: UInt8, Hashable, Sendable {
    /// The versions stand beside each other.
    case open = 0
    /// A person or a rule has chosen.
    case settled = 1
  }

  /// The spaces to look in; nil for all that the reader may audit.
  public var spaces: [SpaceID]?
  /// The document's kind.
  public var kind: Name?
  /// The field; the empty name where an edit met a deletion.
  public var field: Name?
  /// Who wrote one of the versions, or settled it.
  public var person: PersonID?
  /// Found at this time or later, milliseconds since 1970 (UTC).
  public var from: UInt64?
  /// Found before this time, milliseconds since 1970 (UTC).
  public var until: UInt64?
  /// Whether it is open.
  public var state: State?
  /// Whether a person was, or is, needed.
  public var severity: ConflictRecord.Severity?
  /// A rule by which it was settled, at any time.
  public var rule: Name?
  /// The records of one page, at most; less than one counts as one.
  public var limit = 100
  /// Where the page before ended; nil for the first.
  public var cursor: ConflictCursor?

  /// A query that lets all through.
  public init() {}

  /// Whether the record of a space that is looked in is let through.
  func matches(_ record: ConflictRecord) -> Bool {
    let time = record.found.time
    return (kind == nil || record.kind == kind) && (field == nil || record.field == field)
      && (severity == nil || record.severity == severity)
      && (state == nil || record.isOpen == (state == .open))
      && (from.map { time >= $0 } ?? true) && (until.map { time < $0 } ?? true)
      && (rule == nil || record.settlements.contains { $0.rule == rule })
      && (person.map(record.involves) ?? true)
  }

  /// SHA-256 of all that decides what is shown, and to whom: not how much at once.
  func digest(for reader: PersonID?, _ hashing: Hashing) -> Digest {
    var out = CBORWriter()
    out.arrayHead(10)
    out.optional(spaces.map { $0.sorted() }) { out, spaces in
      out.arrayHead(spaces.count)
      for space in spaces { out.identifier(space) }
    }
    for name in [kind, field, rule] { out.optional(name) { $0.name($1) } }
    for person in [person, reader] { out.optional(person) { $0.identifier($1) } }
    for time in [from, until] { out.optional(time) { $0.unsigned($1) } }
    for code in [state?.rawValue, severity?.rawValue] {
      out.optional(code) { $0.unsigned(UInt64($1)) }
    }
    return hashing.sha256(out.bytes)
  }
}

extension ConflictRecord {
  /// Each time that one change took the place of all versions.
  fileprivate var settlements: [Event] { events.filter { $0.kind == .settled } }

  fileprivate func involves(_ person: PersonID) -> Bool {
    versions.contains { $0.author == person } || settlements.contains { $0.author == person }
  }
}

extension CBORWriter {
  fileprivate mutating func optional<Item>(
    _ item: Item?, _ write: (inout CBORWriter, Item) -> Void
  ) {
    if let item { write(&self, item) } else { null() }
  }
}
