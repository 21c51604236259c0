/// Work on the items of a large push, shared out over the processors.
enum Parallel {
  /// Fewer items than this are not worth a task.
  private static let chunk = 200

  /// The results of `body` for all of `0..<count`, in order; `body` answers one for each number of
  /// the range it is given.
  static func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Range<Int>) -> [Result]
  ) async -> [Result] {
    guard count > chunk else { return body(0..<count) }
    let starts = stride(from: 0, to: count, by: chunk)
    return await withTaskGroup(of: (Int, [Result]).self) { group in
      for start in starts {
        group.addTask { (start, body(start..<min(start + chunk, count))) }
      }
      var parts: [(Int, [Result])] = []
      for await part in group { parts.append(part) }
      return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }
}
