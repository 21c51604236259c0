/// What a replica, or a document, has seen: per writer the highest counter.
///
///     var vector = VersionVector()
///     vector.record(Dot(writer: anna, counter: 3), check: 0x1a2b3c4d)
///     vector.covers(Dot(writer: anna, counter: 2))   // true
///
/// *Invariant*: entries are in strict order of their writers, and no counter is zero.
///
/// Each entry also carries a *check*, the first four bytes of that change's chain hash. The check
/// never takes part in the order; it shows when two histories that gave out the same dot have met
/// (a fork). A sorted array, not a dictionary: vectors are small, are walked far more often than
/// searched, and leave as bytes in this very order. Comparison, merge and domination are one walk
/// over both arrays, O(n + m), as in syncthing's `Vector` and the version vectors of D. S. Parker
/// et al., "Detection of Mutual Inconsistency in Distributed Systems" (1983).
///
/// A vector says what was seen, never when: time is ``HybridTime``'s affair.
public struct VersionVector: Hashable, Sendable {
  /// What was seen of one writer.
  public struct Entry: Hashable, Sendable {
    /// Whose changes the entry counts.
    public let writer: Writer
    /// The highest counter seen, from 1.
    public var counter: UInt64
    /// The first four bytes of the chain hash at `counter`.
    public var check: UInt32

    public init(writer: Writer, counter: UInt64, check: UInt32) {
      self.writer = writer
      self.counter = counter
      self.check = check
    }

    /// The last change that the entry covers.
    public var dot: Dot { Dot(writer: writer, counter: counter) }
  }

  /// In strict order of writers; each writer stands once.
  public internal(set) var entries: [Entry]

  /// The vector of somebody who has seen nothing.
  public init() { entries = [] }

  init(sorted entries: [Entry]) { self.entries = entries }

  /// Whether nothing was seen at all.
  public var isEmpty: Bool { entries.isEmpty }

  /// The entry of `writer`, by binary search.
  public func entry(of writer: Writer) -> Entry? {
    let index = position(of: writer)
    return index < entries.count && entries[index].writer == writer ? entries[index] : nil
  }

  /// The highest counter seen from `writer`, or zero.
  public func counter(of writer: Writer) -> UInt64 { entry(of: writer)?.counter ?? 0 }

  /// Whether the change with this dot was seen. O(log n).
  public func covers(_ dot: Dot) -> Bool { counter(of: dot.writer) >= dot.counter }

  /// Raises the writer's entry to `dot`; a dot already covered changes nothing.
  public mutating func record(_ dot: Dot, check: UInt32) {
    let index = position(of: dot.writer)
    if index < entries.count && entries[index].writer == dot.writer {
      guard dot.counter > entries[index].counter else { return }
      entries[index].counter = dot.counter
      entries[index].check = check
    } else {
      let entry = Entry(writer: dot.writer, counter: dot.counter, check: check)
      entries.insert(entry, at: index)
    }
  }

  /// Where `writer` is, or would be inserted.
  func position(of writer: Writer) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].writer < writer { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
