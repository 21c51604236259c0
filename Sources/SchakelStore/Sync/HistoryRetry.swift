import SchakelCore

/// When the region is asked again for a history that did not suffice: most of what moves its log is
/// about other documents, so that the log must move twice as far each time.
///
/// On disk it is one number, the position shifted left by six bits and the count of doublings.
struct HistoryRetry {
  /// From this position of the log on.
  let position: UInt64
  /// The log had to move two to the power of this to get there.
  let doublings: Int64

  /// The most that the log must move: 4,096 entries.
  static let mostDoublings: Int64 = 12

  /// - Parameter tried: what is on disk of the times before; nil for the first.
  init(after tried: Int64?, at position: UInt64) {
    doublings = tried.map { min(($0 & 63) + 1, Self.mostDoublings) } ?? 0
    self.position = position + 1 << UInt64(doublings)
  }

  var stored: Int64 { Int64(position) << 6 | doublings }
}
