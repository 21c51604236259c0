import SchakelCore

/// What a report tells of: which conflicts in full, which in a row of a table, and which not at all.
struct AuditCases {
  /// A record with the space that it is in.
  struct Case {
    let space: AuditPart.Space
    let record: ConflictRecord
    var place: AuditTraces.Place { .init(space: space.space, document: record.document) }
  }

  /// Those for which a person was needed, in full: what is open first, then the latest.
  private(set) var conflicts: [Case] = []
  /// Those that settled themselves, the latest first.
  private(set) var parallelEdits: [Case] = []
  /// How many there are that are not among these.
  private(set) var omittedConflicts = 0
  private(set) var omittedParallelEdits = 0

  /// - Parameter limit: of each at most so many.
  init(_ contents: AuditContents, limit: Int) {
    var all: [Case] = []
    for space in contents.spaces {
      all += space.records.map { Case(space: space.space, record: $0) }
    }
    let conflicts = all.filter { $0.record.severity == .conflict }
    let settled = conflicts.filter { !$0.record.isOpen }
    let ordered = Self.latest(conflicts.filter { $0.record.isOpen }) + Self.latest(settled)
    self.conflicts = Array(ordered.prefix(limit))
    omittedConflicts = ordered.count - self.conflicts.count
    let parallel = Self.latest(all.filter { $0.record.severity == .parallelEdit })
    parallelEdits = Array(parallel.prefix(limit))
    omittedParallelEdits = parallel.count - parallelEdits.count
  }

  /// What was found last comes first; of one moment, in the order of their names.
  private static func latest(_ cases: [Case]) -> [Case] {
    cases.sorted { left, right in
      let (first, second) = (left.record.found.time, right.record.found.time)
      return first != second ? first > second : left.record.id < right.record.id
    }
  }
}
