/// How long to wait before the next try: twice as long each time, up to a limit, and somewhere in
/// the upper half of that by chance, so that a region's devices do not come back all at once.
///
/// *Invariant*: a pause lies between half and all of its ``ceiling(failures:)``; where the server
/// asked for time it is never shorter than that, and chance is added on top, as all who were refused
/// together were told the same.
public struct Backoff: Hashable, Sendable {
  /// Milliseconds before the first repetition, at the most.
  public var first: UInt64
  /// Milliseconds before any repetition, at the most, where the server does not ask for more.
  public var most: UInt64
  /// The longest that a server's wish counts, milliseconds: an hour. A mistake there must not
  /// silence a device for days.
  public static let longestWish: UInt64 = 3_600_000

  /// Milliseconds; the defaults are those of a device in the background.
  public init(first: UInt64 = 500, most: UInt64 = 300_000) {
    self.first = first
    self.most = most
  }

  /// The longest pause after that many failures in a row, milliseconds.
  public func ceiling(failures: Int) -> UInt64 {
    guard first > 0 else { return 0 }
    let doublings = max(failures, 1) - 1
    // Beyond this many the shift would lose bits.
    guard doublings <= first.leadingZeroBitCount else { return most }
    return min(most, first << UInt64(doublings))
  }

  /// - Parameters:
  ///   - failures: how many tries have failed in a row, from 1.
  ///   - retryAfter: what the server asked for, which is the least to wait.
  ///   - random: 64 random bits.
  /// - Returns: milliseconds.
  public func pause(failures: Int, retryAfter: UInt64?, random: UInt64) -> UInt64 {
    let full = ceiling(failures: failures)
    let half = full / 2
    let chance = random % (full - half + 1)
    return max(half + chance, min(retryAfter ?? 0, Self.longestWish) + chance)
  }
}
