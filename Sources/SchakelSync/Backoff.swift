/// How long to wait before the next try: twice as long each time, up to a limit, and somewhere in
/// the upper half of that by chance, so that a region's devices do not come back all at once.
public struct Backoff: Hashable, Sendable {
  /// Milliseconds before the first repetition.
  public var first: UInt64
  /// Milliseconds at the most, whatever the server asks.
  public var most: UInt64

  public init(first: UInt64 = 500, most: UInt64 = 300_000) {
    self.first = first
    self.most = most
  }

  /// - Parameters:
  ///   - failures: how many tries have failed in a row, from 1.
  ///   - retryAfter: what the server asked for, which is the least to wait.
  ///   - random: 64 random bits.
  /// - Returns: milliseconds.
  public func pause(failures: Int, retryAfter: UInt64?, random: UInt64) -> UInt64 {
    let doublings = UInt64(min(max(failures - 1, 0), 30))
    let full = min(most, first << doublings)
    let jittered = full / 2 + random % (full / 2 + 1)
    return min(max(jittered, retryAfter ?? 0), max(most, retryAfter.map { min($0, most * 4) } ?? 0))
  }
}
