import Foundation
import SchakelJSON

/// Days and moments in the words of a language, on the clock of a place.
struct LocalDates: Sendable {
  let language: Language
  let timeZone: TimeZone
  /// Milliseconds since 1970 (UTC).
  let now: UInt64

  /// `17 september 2020`.
  func day(_ day: CalendarDay) -> String {
    "\(day.day) \(months[day.month - 1]) \(day.year)"
  }

  /// `vandaag 14:05`, `gisteren 14:05`, `17 sep 14:05`, `17 sep 2019`: as much as tells it apart.
  func moment(_ milliseconds: UInt64) -> String {
    let then = parts(milliseconds)
    let clock = "\(Self.twoDigits(then.hour ?? 0)):\(Self.twoDigits(then.minute ?? 0))"
    switch daysAgo(milliseconds) {
    case 0: return language(DatePhrase.today, ["time": .text(clock)])
    case 1: return language(DatePhrase.yesterday, ["time": .text(clock)])
    default: break
    }
    let day = "\(then.day ?? 0) \(months[(then.month ?? 1) - 1].prefix(3))"
    return then.year == parts(now).year ? "\(day) \(clock)" : "\(day) \(then.year ?? 0)"
  }

  /// `sinds gisteren 14:05`, `sinds 3 dagen`: how long something has been there.
  func since(_ milliseconds: UInt64) -> String {
    if let days = daysAgo(milliseconds), days > 1 {
      return language(DatePhrase.sinceDays, ["count": .count(days)])
    }
    return language(DatePhrase.since, ["time": .text(moment(milliseconds))])
  }

  /// `3 minuten`, `2 uur`, `4 dagen`: a length of time, in its largest whole unit.
  func span(_ milliseconds: UInt64) -> String {
    let minutes = Int(clamping: max(1, milliseconds / 60_000))
    if minutes < 60 { return language(DatePhrase.minutes, ["count": .count(minutes)]) }
    guard minutes >= 2_880 else {
      return language(DatePhrase.hours, ["count": .count(minutes / 60)])
    }
    return language(DatePhrase.days, ["count": .count(minutes / 1_440)])
  }

  /// The day it is now.
  var today: CalendarDay? {
    let now = parts(now)
    return CalendarDay(year: now.year ?? 0, month: now.month ?? 0, day: now.day ?? 0)
  }

  /// `2024-05-31T12:05:00.000Z`: the form of all times in JSON.
  static func utc(_ milliseconds: UInt64) -> String {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    return calendar
  }

  private func parts(_ milliseconds: UInt64) -> DateComponents {
    calendar.dateComponents([.year, .month, .day, .hour, .minute], from: Self.date(milliseconds))
  }

  private func daysAgo(_ milliseconds: UInt64) -> Int? {
    let calendar = calendar
    let then = calendar.startOfDay(for: Self.date(milliseconds))
    let today = calendar.startOfDay(for: Self.date(now))
    return calendar.dateComponents([.day], from: then, to: today).day
  }

  private static func date(_ milliseconds: UInt64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  private var months: [String] {
    switch language {
    case .dutch:
      [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
      ]
    case .english:
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
      ]
    }
  }
}

enum DatePhrase: PhraseTable {
  case today
  case yesterday
  case since
  case sinceDays
  case minutes
  case hours
  case days

  var row: (String, String) {
    switch self {
    case .today: ("vandaag {time}", "today {time}")
    case .yesterday: ("gisteren {time}", "yesterday {time}")
    case .since: ("sinds {time}", "since {time}")
    case .sinceDays: ("sinds {count} dagen", "for {count} days")
    case .minutes: ("{count|# minuut|# minuten}", "{count|# minute|# minutes}")
    case .hours: ("{count|# uur|# uur}", "{count|# hour|# hours}")
    case .days: ("{count|# dag|# dagen}", "{count|# day|# days}")
    }
  }
}
