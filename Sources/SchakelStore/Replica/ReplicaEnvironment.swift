public import SchakelCore

/// What a replica takes from the world outside: time, randomness, and a hash that may be faster
/// than the core's. Swapped in tests and in the simulator.
public struct ReplicaEnvironment: Sendable {
  /// The device's clock, milliseconds since 1970 (UTC). A clock that shows more than a hybrid time can
  /// hold shows the last moment that it can: what is stored can then be read again, and no note is
  /// refused because a clock is wrong.
  public var now: @Sendable () -> UInt64 {
    get { { [clock] in min(clock(), HybridTime.lastMillisecond) } }
    set { clock = newValue }
  }
  private var clock: @Sendable () -> UInt64
  /// Sixty-four fresh random bits, unpredictable to others.
  public var random: @Sendable () -> UInt64
  /// SHA-256 for chains, digests and seals.
  public var hashing: Hashing
  /// What makes the content unreadable in the file; nil for a replica that is not sealed.
  public var cipher: (any ContentCipher)?

  public init(
    now: @escaping @Sendable () -> UInt64, random: @escaping @Sendable () -> UInt64,
    hashing: Hashing = .portable, cipher: (any ContentCipher)? = nil
  ) {
    clock = now
    self.random = random
    self.hashing = hashing
    self.cipher = cipher
  }

  /// The system's clock and random generator.
  public static let system = ReplicaEnvironment(
    now: { System.milliseconds() }, random: { UInt64.random(in: .min ... .max) })

  /// A salt for a payload.
  func salt() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Limits.saltBytes)
    while bytes.count < Limits.saltBytes {
      let word = random()
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return bytes
  }
}
