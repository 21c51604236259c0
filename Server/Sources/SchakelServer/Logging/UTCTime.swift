#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A moment in UTC, written as logs (RFC 3339) and HTTP (RFC 9110 §5.6.7) want it, without a
/// formatter's locale and at a formatter's tenth of the cost.
public struct UTCTime {
  private let year, month, day, hour, minute, second, millisecond: Int
  private let weekday: Int

  /// The moment so many milliseconds after the start of 1970. Nothing before that is logged.
  public init(millisecondsSince1970 milliseconds: Int64) {
    let seconds = max(0, Int(milliseconds)) / 1000
    let days = seconds / 86_400
    millisecond = max(0, Int(milliseconds)) % 1000
    (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
    weekday = (days + 4) % 7  // 1970 began on a Thursday.
    (year, month, day) = Self.date(days: days)
  }

  /// This moment, by the system's clock.
  static var now: UTCTime { UTCTime(millisecondsSince1970: millisecondsNow()) }

  /// The Gregorian date so many days after 1 January 1970: counted in eras of 400 years that
  /// begin on 1 March, so that the leap day is the last of its year (H. Hinnant,
  /// "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
  private static func date(days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// `2026-03-01T09:30:00.250Z`
  public var rfc3339: String {
    "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(time).\(padded(millisecond, 3))Z"
  }

  /// `Sun, 01 Mar 2026 09:30:00 GMT`
  var httpDate: String {
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return
      "\(weekdays[weekday]), \(padded(day)) \(months[month - 1]) \(padded(year, 4)) \(time) GMT"
  }

  private var time: String { "\(padded(hour)):\(padded(minute)):\(padded(second))" }

  private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Milliseconds since 1970 by the system's clock.
public func millisecondsNow() -> Int64 {
  var time = timespec()
  // SAFETY: clock_gettime fills the struct it is given, for this call only.
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
