/// A clock that never runs backwards, and never follows others further than it should.
///
///     var clock = HybridClock(last: storedTime)
///     let time = clock.tick(wallClock: milliseconds)
///
/// *Invariant*: each ``tick(wallClock:)`` is greater than every earlier one.
///
/// When the device's clock jumps back, the clock goes on counting from where it was. When another
/// replica's time lies ahead, ``observe(_:wallClock:)`` follows it, but at most ``bound`` beyond
/// the device's own clock: one device set to 2099 must not carry a region along.
public struct HybridClock: Sendable {
  /// The greatest time given out or followed so far.
  public private(set) var last: HybridTime

  /// How far beyond the device's own clock others may move this one: one minute, in milliseconds.
  public static let bound: UInt64 = 60_000

  /// - Parameter last: the time kept from before, so that a restart does not go back;
  ///   ``HybridTime/zero`` on a new device.
  public init(last: HybridTime = .zero) { self.last = last }

  /// The time for a new change. `wallClock`: milliseconds since 1970 (UTC), from the host.
  public mutating func tick(wallClock: UInt64) -> HybridTime {
    let now = HybridTime(milliseconds: wallClock)
    last = max(now, last.next)
    return last
  }

  /// Takes notice of a time seen in another's change.
  public mutating func observe(_ time: HybridTime, wallClock: UInt64) {
    let ceiling = HybridTime(milliseconds: wallClock.addingSaturated(Self.bound), counter: .max)
    last = max(last, min(time, ceiling))
  }
}

extension HybridTime {
  /// The next time that exists: one count on, or the next millisecond. The last time there is has
  /// no next and stays.
  var next: HybridTime { HybridTime(rawValue: rawValue == .max ? rawValue : rawValue + 1) }
}

extension UInt64 {
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
