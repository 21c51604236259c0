/// What came of applying retention.
public struct RetentionReport: Sendable {
  /// How many documents were erased.
  public internal(set) var erased = 0
  /// How many were left, since something came to them after they were looked at, or somebody erased them.
  public internal(set) var left = 0
  /// The requests under which they went, which say who decided and why.
  public internal(set) var requests: [Int64] = []
}
