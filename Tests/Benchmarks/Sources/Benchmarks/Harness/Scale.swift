/// How much work a benchmark does.
public enum Scale: String, Sendable {
  /// To see that it runs at all, in debug and in seconds. Its figures mean nothing.
  case smoke
  /// For somebody who is changing something, in two minutes: the order of magnitude.
  case quick
  /// What the targets are about.
  case full

  /// How often each contender runs; its median counts.
  public var runs: Int { self == .smoke ? 1 : 5 }

  /// The count for this scale.
  func pick(smoke: Int, quick: Int, full: Int) -> Int {
    switch self {
    case .smoke: smoke
    case .quick: quick
    case .full: full
    }
  }
}
