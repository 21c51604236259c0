/// The field `Retry-After` (RFC 9110 §10.2.3): a number of seconds, or a moment.
enum RetryAfter {
  /// How long to wait, in milliseconds; nil for what cannot be read. A moment is counted from the
  /// answer's own `Date` where it has one, as this device's clock may be wrong.
  ///
  /// - Parameter now: milliseconds since 1970 (UTC), on this device.
  static func milliseconds(_ field: String, date: String?, now: UInt64) -> UInt64? {
    let text = Substring(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
      let longest = HTTPLimits.longestRetryAfter
      return UInt64(text).map { min($0, longest / 1000) * 1000 } ?? longest
    }
    guard let moment = HTTPDate.milliseconds(field) else { return nil }
    let from = date.flatMap(HTTPDate.milliseconds) ?? now
    return min(moment > from ? moment - from : 0, HTTPLimits.longestRetryAfter)
  }
}
