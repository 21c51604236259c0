/// How much goes into one request, and what may come back.
public struct SyncBudget: Hashable, Sendable {
  /// Bytes of changes in one request.
  public var push: Int
  /// Bytes of answer the device takes at once.
  public var answer: Int

  public init(push: Int = 1 << 20, answer: Int = 4 << 20) {
    self.push = push
    self.answer = answer
  }
}
