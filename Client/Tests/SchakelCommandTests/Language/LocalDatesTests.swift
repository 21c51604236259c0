import Foundation
import SchakelJSON
import Testing

@testable import SchakelCommand

@Suite("Days and moments")
struct LocalDatesTests {
  private func dates(_ language: Language = .dutch, now: String) throws -> LocalDates {
    LocalDates(
      language: language, timeZone: try #require(TimeZone(identifier: "Europe/Amsterdam")),
      now: try milliseconds(now))
  }

  private func milliseconds(_ text: String) throws -> UInt64 {
    UInt64(try Date(text, strategy: .iso8601).timeIntervalSince1970 * 1_000)
  }

  @Test(
    "a moment is told by as much as tells it apart, on the clock of the place",
    arguments: [
      ("2024-06-15T12:00:00Z", "vandaag 14:00", "today 14:00"),
      ("2024-06-14T22:30:00Z", "vandaag 00:30", "today 00:30"),
      ("2024-06-14T21:59:59Z", "gisteren 23:59", "yesterday 23:59"),
      ("2024-06-13T08:05:00Z", "13 jun 10:05", "13 Jun 10:05"),
      ("2024-01-01T08:05:00Z", "1 jan 09:05", "1 Jan 09:05"),
      ("2023-12-31T08:05:00Z", "31 dec 2023", "31 Dec 2023"),
      ("2024-06-16T12:00:00Z", "16 jun 14:00", "16 Jun 14:00"),
    ])
  func moments(then: String, dutch: String, english: String) throws {
    let now = "2024-06-15T12:34:56Z"
    let then = try milliseconds(then)
    #expect(try dates(now: now).moment(then) == dutch)
    #expect(try dates(.english, now: now).moment(then) == english)
  }

  @Test("a day is told in full")
  func days() throws {
    let day = try #require(CalendarDay("2020-09-17"))
    #expect(try dates(now: "2024-06-15T12:00:00Z").day(day) == "17 september 2020")
    #expect(try dates(.english, now: "2024-06-15T12:00:00Z").day(day) == "17 September 2020")
  }

  @Test("today is the place's own day")
  func today() throws {
    #expect(try dates(now: "2024-06-14T22:30:00Z").today?.text == "2024-06-15")
  }

  @Test("JSON has one form of time, in UTC")
  func utc() throws {
    #expect(LocalDates.utc(try milliseconds("2024-06-14T22:30:00Z")) == "2024-06-14T22:30:00.000Z")
    #expect(LocalDates.utc(1) == "1970-01-01T00:00:00.001Z")
  }
}
