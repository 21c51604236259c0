import SchakelCore

extension Change {
  /// A change spelled out, for what no honest history contains.
  static func make(
    _ dot: Dot, after context: VersionVector = "", kind: Name? = nil, _ operations: [Operation],
    values: [Value] = [], time: UInt64 = 1_000, author: UInt64 = 7, reason: String? = nil
  ) -> Change {
    Change(
      header: ChangeHeader(
        counter: dot.counter, document: History.document, time: HybridTime(milliseconds: time),
        author: PersonID(rawValue: author), context: context, operations: operations, kind: kind),
      writer: dot.writer,
      content: Payload.Content(
        salt: bytes(Limits.saltBytes, of: 9), values: values, reason: reason))
  }

  /// One value in place of the changes named.
  static func set(
    _ field: Name, to text: String, _ dot: Dot, after context: VersionVector = "",
    replacing: [Dot] = [], kind: Name? = nil, time: UInt64 = 1_000, author: UInt64 = 7
  ) -> Change {
    make(
      dot, after: context, kind: kind,
      [Operation(.set, field: field, replaces: replacing.map { .init($0) }, count: 1)],
      values: [Value(text)], time: time, author: author)
  }
}

extension DocumentState {
  /// Applies a change that is no fork.
  mutating func apply(_ change: Change, fork: Bool = false) throws -> ApplyOutcome {
    try apply(change, check: Cast.check(of: change.dot, fork: fork))
  }

  /// A state that took in these changes.
  init(applying changes: [Change], forks: Bool = false) throws {
    self.init()
    for change in changes {
      let answer = try apply(change, fork: forks)
      precondition(answer == .applied, "\(change.dot.spelling): \(answer)")
    }
  }
}
