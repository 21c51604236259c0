import SchakelCore

// How long tokens are good, by the region's clock alone. Nothing is written when one ends: whatever
// that clock once showed, it decides nothing beyond the moment. A token whose birth is still to come,
// since the clock ran ahead when it was given, counts as new-born.
extension RegionLimits {
  /// When a token ends that was born then, both in milliseconds since 1970 (UTC).
  func end(bornAt born: UInt64) -> UInt64 {
    min(born + min(tokenLife, Limits.milliseconds), Limits.milliseconds)
  }

  func end(of token: TokenRecord) -> UInt64 { end(bornAt: token.born) }

  /// Whether a token gives no access any more.
  func hasEnded(_ token: TokenRecord, at now: UInt64) -> Bool { now >= end(of: token) }

  /// Whether the device is to have another one soon: also where this one was born so far ahead that it
  /// would outlive its term.
  func isDue(_ token: TokenRecord, at now: UInt64) -> Bool {
    max(now, token.born) - min(now, token.born) >= tokenRenewalAge
  }

  /// Whether a device may still have another for its key alone.
  func mayRenew(_ token: TokenRecord, at now: UInt64) -> Bool {
    let end = end(of: token)
    return now <= end || now - end <= tokenGrace
  }
}
