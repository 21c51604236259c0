/// How much goes into one request, and what may come back.
public struct SyncBudget: Hashable, Sendable {
  /// Bytes of changes in one request.
  public var push: Int
  /// Bytes of answer the device takes at once.
  public var answer: Int
  /// Bytes of another device's changes under one seal. They cannot be cut, since only their writer
  /// can seal them: they go whole, where they are more than ``push`` in a request without other
  /// changes. What is more than this, less than a region takes at once, stays here and does not
  /// count as synchronised; its writer can bring it in smaller parts, and a bundle of any size.
  public var sealed: Int

  public init(push: Int = 1 << 20, answer: Int = 4 << 20, sealed: Int = 7 << 20) {
    self.push = push
    self.answer = answer
    self.sealed = sealed
  }

  /// Bytes under one seal that can go at all.
  var mostSealed: Int { max(push, sealed) }

  /// This budget after the way to the region proved too narrow for it, so many times.
  public func halved(_ times: Int) -> SyncBudget {
    SyncBudget(push: max(1, push >> times), answer: answer, sealed: max(1, sealed >> times))
  }
}
