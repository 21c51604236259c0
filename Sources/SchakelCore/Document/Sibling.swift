/// One of the values that a field holds: a field with one value has one sibling, a field that was
/// changed on both sides of a gap has several.
///
/// *Identity* is the dot that brought it and its place among the values of that change; two
/// siblings with equal values stay two.
public struct Sibling: Hashable, Sendable {
  /// What a sibling holds. An erased sibling keeps its dot, so that nothing else changes.
  public enum Content: Hashable, Sendable {
    /// A value, or in the lifecycle register the vector that a deletion had seen.
    case value(Value)
    /// Gone on the record: the dot says who wrote and when, and nothing says what.
    case erased
  }

  /// The change that brought the value.
  public let dot: Dot
  /// Its place among the values that ``dot`` brought to this field, from 0.
  public let index: Int
  /// As its writer claimed.
  public let time: HybridTime
  /// The writer of that change. What is carried again has its first author in ``origin``.
  public let author: PersonID
  /// Where the value came from, if it was carried again.
  public let origin: Operation.Origin?
  /// All that an erasure alters.
  public var content: Content

  public init(
    dot: Dot, index: Int, time: HybridTime, author: PersonID, origin: Operation.Origin? = nil,
    content: Content
  ) {
    self.dot = dot
    self.index = index
    self.time = time
    self.author = author
    self.origin = origin
    self.content = content
  }

  /// nil where it was erased. A cleared field holds a null, which is a value.
  public var value: Value? {
    if case .value(let value) = content { value } else { nil }
  }

  var target: Operation.Target { Operation.Target(dot, index: index) }

  /// The order within a field: by dot, then place.
  static func precedes(_ left: Sibling, _ right: Sibling) -> Bool {
    left.dot != right.dot ? left.dot < right.dot : left.index < right.index
  }
}
