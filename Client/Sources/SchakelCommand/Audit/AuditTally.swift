import SchakelCore
import SchakelJSON

/// How many conflicts there are on record, and what became of them.
struct AuditTally: Equatable {
  /// All that is on record.
  var found = 0
  /// Where a rule decided, or the way in which the field merges: nobody was asked.
  var byRule = 0
  var byPeople = 0
  /// Where a person still has to choose.
  var open = 0
  /// Of each that people settled, the milliseconds from when it was found.
  private var times: [UInt64] = []

  init(_ records: [ConflictRecord] = []) {
    for record in records { add(record) }
  }

  mutating func add(_ record: ConflictRecord) {
    found += 1
    switch AuditOutcome(record) {
    case .rule: byRule += 1
    case .people:
      byPeople += 1
      times.append(record.settlingTime ?? 0)
    case .open: open += 1
    }
  }

  /// Half of those that people settled took no longer, in milliseconds; nil where they settled none.
  var median: UInt64? {
    guard !times.isEmpty else { return nil }
    let sorted = times.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  var json: JSONValue {
    [
      "found": JSONValue(found), "byRule": JSONValue(byRule), "byPeople": JSONValue(byPeople),
      "open": JSONValue(open),
    ]
  }
}

/// What became of a conflict.
enum AuditOutcome: String {
  case rule
  case people
  case open

  init(_ record: ConflictRecord) {
    if record.severity == .parallelEdit || record.settlingRule != nil {
      self = .rule
    } else {
      self = record.isOpen ? .open : .people
    }
  }
}

extension ConflictRecord {
  /// Milliseconds from when it was found to when it was settled last; nil where it is open. A clock
  /// that was put back counts as no time.
  var settlingTime: UInt64? {
    guard !isOpen, let ending else { return nil }
    return ending.time > found.time ? ending.time - found.time : 0
  }
}
