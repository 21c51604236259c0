public import SchakelCore

/// One of the values that a field holds: usually the only one, several after people wrote without
/// knowing of each other.
public struct FieldVersion: Hashable, Sendable {
  /// The value, or nil where it was erased on the record. For a deletion, nil too.
  public let value: Value?
  /// The change that brought it.
  public let dot: Dot
  /// Its place among the values that the change brought to this field, from 0.
  public let index: Int
  /// Who wrote it: of a value that was carried again, the first author.
  public let author: Author
  /// When, by the writer's device; milliseconds since 1970 (UTC).
  public let time: UInt64
  /// When the region first received it, where that is known here; milliseconds since 1970 (UTC).
  /// Looked up only for fields that hold more than one version.
  public let received: UInt64?
  /// Where the value came from, if it was carried again.
  public let origin: Operation.Origin?
}
