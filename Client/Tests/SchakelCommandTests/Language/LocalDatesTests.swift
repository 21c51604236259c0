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

  @Test(
    "how long something has been there is told by its moment, and from the second day on in days",
    arguments: [
      ("2024-06-15T12:00:00Z", "sinds vandaag 14:00", "since today 14:00"),
      ("2024-06-14T12:00:00Z", "sinds gisteren 14:00", "since yesterday 14:00"),
      ("2024-06-13T21:00:00Z", "sinds 2 dagen", "for 2 days"),
      ("2023-06-15T12:00:00Z", "sinds 366 dagen", "for 366 days"),
      ("2024-06-16T12:00:00Z", "sinds 16 jun 14:00", "since 16 Jun 14:00"),
    ])
  func since(then: String, dutch: String, english: String) throws {
    let now = "2024-06-15T12:34:56Z"
    let then = try milliseconds(then)
    #expect(try dates(now: now).since(then) == dutch)
    #expect(try dates(.english, now: now).since(then) == english)
  }

  @Test(
    "a length of time is told in its largest whole unit",
    arguments: [
      (1, "1 minuut", "1 minute"), (119_000, "1 minuut", "1 minute"),
      (3_599_000, "59 minuten", "59 minutes"), (3_600_000, "1 uur", "1 hour"),
      (172_799_000, "47 uur", "47 hours"), (172_800_000, "2 dagen", "2 days"),
    ] as [(UInt64, String, String)])
  func spans(milliseconds: UInt64, dutch: String, english: String) throws {
    #expect(try dates(now: "2024-06-15T12:00:00Z").span(milliseconds) == dutch)
    #expect(try dates(.english, now: "2024-06-15T12:00:00Z").span(milliseconds) == english)
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
