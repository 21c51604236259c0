import Foundation
import SchakelJSON

/// Moments in full, which read the same whenever the page is made, and lengths of time in words.
struct AuditDates {
  let language: Language
  let timeZone: TimeZone

  /// `17 september 2020, 14:05`.
  func moment(_ milliseconds: UInt64) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    let day = CalendarDay(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
    let minute = parts.minute ?? 0
    return "\(day.map(values.day) ?? "?"), \(parts.hour ?? 0):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// What the moment is called in the machine-readable part of a page.
  func machine(_ milliseconds: UInt64) -> String { LocalDates.utc(milliseconds) }

  /// For days that are values of fields.
  var values: LocalDates { LocalDates(language: language, timeZone: timeZone, now: 0) }

  /// In the largest unit of which there is one.
  func duration(_ milliseconds: UInt64) -> String {
    let minutes = Int(clamping: milliseconds / 60_000)
    if minutes < 1 { return language(AuditPagePhrase.underMinute) }
    if minutes < 60 { return language(AuditPagePhrase.minutes, ["count": .count(minutes)]) }
    if minutes < 48 * 60 {
      return language(AuditPagePhrase.hours, ["count": .count(minutes / 60)])
    }
    return language(AuditPagePhrase.days, ["count": .count(minutes / (24 * 60))])
  }
}
