extension VersionVector {
  /// How two histories stand to each other.
  public enum Order: Sendable {
    /// The same history.
    case equal
    /// The left has seen less, and nothing that the right has not.
    case before
    /// The left has seen more, and all that the right has.
    case after
    /// Each has seen what the other has not.
    case concurrent
  }

  /// Compares by counters alone, in one walk over both.
  public func compare(_ other: VersionVector) -> Order {
    var less = false
    var more = false
    walk(other) { left, right in
      if left?.counter ?? 0 < right?.counter ?? 0 { less = true }
      if left?.counter ?? 0 > right?.counter ?? 0 { more = true }
    }
    switch (less, more) {
    case (false, false): return .equal
    case (true, false): return .before
    case (false, true): return .after
    case (true, true): return .concurrent
    }
  }

  /// Whether all that `other` has seen has been seen here.
  public func dominates(_ other: VersionVector) -> Bool {
    var index = 0
    for entry in other.entries {
      while index < entries.count && entries[index].writer < entry.writer { index += 1 }
      guard index < entries.count, entries[index].writer == entry.writer,
        entries[index].counter >= entry.counter
      else { return false }
    }
    return true
  }

  /// The least vector that dominates both. Where counters agree and checks do not (a fork, which
  /// ``forks(with:)`` reports), the greater check stands, so that both sides keep the same one.
  public mutating func merge(_ other: VersionVector) {
    if entries.isEmpty { self = other }
    guard !dominatesExactly(other) else { return }
    var merged: [Entry] = []
    merged.reserveCapacity(entries.count + other.entries.count)
    walk(other) { left, right in
      merged.append(Self.greater(left, right))
    }
    entries = merged
  }

  /// The dots at which both name the same counter but saw different changes.
  public func forks(with other: VersionVector) -> [Dot] {
    var dots: [Dot] = []
    walk(other) { left, right in
      guard let left, let right, left.counter == right.counter else { return }
      if left.check != right.check { dots.append(left.dot) }
    }
    return dots
  }

  /// For each writer of which `other` has seen more: the first and last counter that this lacks.
  public func missing(from other: VersionVector) -> [Gap] {
    var gaps: [Gap] = []
    walk(other) { left, right in
      let have = left?.counter ?? 0
      if let right, right.counter > have {
        gaps.append(Gap(writer: right.writer, counters: have + 1...right.counter))
      }
    }
    return gaps
  }

  /// Counters of one writer that one side has seen and the other has not.
  public struct Gap: Hashable, Sendable {
    /// Whose changes are lacking.
    public let writer: Writer
    /// The first and the last that is lacking, and all between.
    public let counters: ClosedRange<UInt64>
  }

  /// True when merging `other` would change nothing, checks included.
  private func dominatesExactly(_ other: VersionVector) -> Bool {
    var index = 0
    for entry in other.entries {
      while index < entries.count && entries[index].writer < entry.writer { index += 1 }
      guard index < entries.count, entries[index].writer == entry.writer else { return false }
      let mine = entries[index]
      guard (mine.counter, mine.check) >= (entry.counter, entry.check) else { return false }
    }
    return true
  }

  private static func greater(_ left: Entry?, _ right: Entry?) -> Entry {
    guard let left else { return right! }
    guard let right else { return left }
    return (left.counter, left.check) >= (right.counter, right.check) ? left : right
  }

  /// The one merge-walk: visits every writer of either side once, in order.
  private func walk(_ other: VersionVector, _ visit: (Entry?, Entry?) -> Void) {
    var left = 0
    var right = 0
    while left < entries.count || right < other.entries.count {
      if right == other.entries.count
        || left < entries.count && entries[left].writer < other.entries[right].writer
      {
        visit(entries[left], nil)
        left += 1
      } else if left == entries.count || other.entries[right].writer < entries[left].writer {
        visit(nil, other.entries[right])
        right += 1
      } else {
        visit(entries[left], other.entries[right])
        left += 1
        right += 1
      }
    }
  }
}
