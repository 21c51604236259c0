import struct Foundation.Calendar
import struct Foundation.Date
import struct Foundation.DateComponents
import struct Foundation.TimeZone

/// Moments on the clock of the place where the operator is, milliseconds since 1970 (UTC).
struct LocalTime {
  private let calendar: Calendar

  init(_ zone: TimeZone) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
  }

  /// `2026-03-02 10:30`.
  func minute(_ time: UInt64) -> String {
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute],
      from: Date(timeIntervalSince1970: Double(time) / 1_000))
    let date = [(parts.year, 4), (parts.month, 2), (parts.day, 2)].map(Self.padded)
    let clock = [(parts.hour, 2), (parts.minute, 2)].map(Self.padded)
    return date.joined(separator: "-") + " " + clock.joined(separator: ":")
  }

  /// When a day, `2026-03-02`, or a minute, `2026-03-02T10:30`, begins; nil for anything else.
  func start(of text: String) -> UInt64? { moment(text)?.start }

  /// When a day is over; of a minute when it begins.
  func end(of text: String) -> UInt64? {
    guard let (start, isDay) = moment(text) else { return nil }
    guard isDay else { return start }
    let day = Date(timeIntervalSince1970: Double(start) / 1_000)
    return calendar.date(byAdding: .day, value: 1, to: day).flatMap(Self.milliseconds)
  }

  private func moment(_ text: String) -> (start: UInt64, isDay: Bool)? {
    guard
      let match = text.wholeMatch(
        of: /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/)
    else { return nil }
    let parts = match.output
    let wanted = DateComponents(
      year: Int(parts.1), month: Int(parts.2), day: Int(parts.3),
      hour: parts.4.flatMap { Int($0) }, minute: parts.5.flatMap { Int($0) })
    // A day that is in no calendar would become another one.
    guard wanted.isValidDate(in: calendar), let date = calendar.date(from: wanted),
      let time = Self.milliseconds(date)
    else { return nil }
    return (time, parts.4 == nil)
  }

  private static func milliseconds(_ date: Date) -> UInt64? {
    UInt64(exactly: (date.timeIntervalSince1970 * 1_000).rounded())
  }

  private static func padded(_ number: Int?, _ width: Int) -> String {
    let digits = String(number ?? 0)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
