/// Moments as HTTP writes them (RFC 9110 §5.6.7), in all three of the forms that a recipient must
/// read: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
/// `Sun Nov  6 08:49:37 1994`.
public enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Milliseconds since 1970 (UTC); nil for what is no moment in that time.
  public static func milliseconds(_ text: String) -> UInt64? {
    let words = text.split { " ,:".contains($0) }
    switch words.count {
    case 8 where words[7] == "GMT":
      return moment(year: words[3], month: words[2], day: words[1], time: words[4..<7])
    case 7: return moment(year: words[6], month: words[1], day: words[2], time: words[3..<6])
    case 6 where words[5] == "GMT":
      let date = words[1].split(separator: "-")
      guard date.count == 3 else { return nil }
      return moment(year: date[2], month: date[1], day: date[0], time: words[2..<5])
    default: return nil
    }
  }

  private static func moment(
    year: Substring, month: Substring, day: Substring, time: ArraySlice<Substring>
  ) -> UInt64? {
    let clock = time.compactMap { Int($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
      (0...60).contains(clock[2]), let year = Int(year), let day = Int(day),
      let month = months.firstIndex(where: { $0 == month }), (1...31).contains(day)
    else { return nil }
    // Two digits are of the hundred years that end in 2069.
    let full = year >= 100 ? year : year + (year < 70 ? 2000 : 1900)
    guard (1970...9999).contains(full) else { return nil }
    let days = daysSince1970(year: full, month: month + 1, day: day)
    let seconds = ((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]
    return UInt64(seconds) * 1000
  }

  /// The proleptic Gregorian calendar, counted in years that begin in March, so that the leap day
  /// comes last.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
