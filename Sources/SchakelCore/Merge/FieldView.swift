/// What a field shows, and how that came about.
public struct FieldView: Hashable, Sendable {
  /// Whether anybody has to do anything.
  public enum Standing: Hashable, Sendable {
    /// One value, or equal ones.
    case plain
    /// Values were written apart and the policy settled it; the others can still be seen.
    case parallelEdit
    /// Values were written apart and a person is needed.
    case conflict
  }

  /// What is shown: one value, or none where the field was cleared; all of a set, in order of bytes;
  /// or every version of a conflict, the newest first, in which a null stands for the empty field.
  public let shown: [Value]
  /// Every sibling, the newest first.
  public let siblings: [Sibling]
  public let standing: Standing

  /// The first value shown.
  public var value: Value? { shown.first }
  /// Whether a value here was erased on the record.
  public var hasErased: Bool { siblings.contains { $0.content == .erased } }
}

/// The first receipts that matter for the order in which values are shown: those of changes that
/// claim to be newer than their own receipt. Milliseconds since 1970 (UTC).
public struct Receipts: Hashable, Sendable {
  private var times: [Dot: UInt64]

  public init(_ times: [Dot: UInt64] = [:]) { self.times = times }

  public static let none = Receipts()

  public subscript(dot: Dot) -> UInt64? { times[dot] }

  /// The first receipt stands, whatever comes later.
  public mutating func record(_ dot: Dot, _ milliseconds: UInt64) {
    times[dot] = min(times[dot] ?? .max, milliseconds)
  }

  public var isEmpty: Bool { times.isEmpty }

  /// In the order of their dots.
  public var sorted: [(dot: Dot, milliseconds: UInt64)] {
    times.map { (dot: $0.key, milliseconds: $0.value) }.sorted { $0.dot < $1.dot }
  }
}
