/// When something happened, as its writer claims: 48 bits of milliseconds since 1970 (UTC), then a
/// 16-bit counter that orders what happens within one millisecond.
///
/// It is a claim and nothing more. Vectors detect what is concurrent; time only puts concurrent
/// values in an order for people. S. Kulkarni et al., "Logical Physical Clocks" (2014).
public struct HybridTime: Hashable, Comparable, Sendable {
  /// All 64 bits, as they travel and compare: milliseconds above, counter below.
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Milliseconds beyond 48 bits (the year 10889) are held at the last one.
  public init(milliseconds: UInt64, counter: UInt16 = 0) {
    self.rawValue = min(milliseconds, Self.lastMillisecond) << 16 | UInt64(counter)
  }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: UInt64 { rawValue >> 16 }
  /// Which of the changes within one millisecond, from 0.
  public var counter: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  /// The greatest millisecond that fits, 2^48 - 1.
  public static let lastMillisecond: UInt64 = (1 << 48) - 1
  /// Before every other time: what a clock starts from that has given out none.
  public static let zero = HybridTime(rawValue: 0)

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The time that counts for the order in which values are shown: the claim, unless the region
  /// had the change earlier than it claims to have been written. A clock that runs ahead thus
  /// gains nothing, and no change is refused for it.
  public func shown(firstReceipt: UInt64?) -> HybridTime {
    guard let firstReceipt, firstReceipt < milliseconds else { return self }
    return HybridTime(milliseconds: firstReceipt)
  }
}
