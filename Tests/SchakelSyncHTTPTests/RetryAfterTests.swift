import Testing

@testable import SchakelSyncHTTP

@Suite("When to come back")
struct RetryAfterTests {
  @Test(
    "a moment is read in each of its three forms",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
      ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
      ("Thu, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
      ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ] as [(String, UInt64)])
  func moments(_ text: String, _ seconds: UInt64) {
    #expect(HTTPDate.milliseconds(text) == seconds * 1_000)
  }

  @Test(
    "what is no moment is none",
    arguments: [
      "", "soon", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37",
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Okt 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 CET",
      "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
      "Sun, 06 Nov 1994 -8:49:37 GMT",
    ])
  func noMoment(_ text: String) {
    #expect(HTTPDate.milliseconds(text) == nil)
  }

  private static let now: UInt64 = 784_111_777_000
  private static let later = "Sun, 06 Nov 1994 08:50:37 GMT"
  private static let week: UInt64 = 7 * 86_400_000

  @Test(
    "seconds and moments both count, up to a week",
    arguments: [
      ("0", 0), ("7", 7_000), (" 7 ", 7_000), ("007", 7_000), ("604800", week), ("604801", week),
      ("18446744073709551615", week), ("99999999999999999999999", week), (later, 60_000),
      ("Sun, 06 Nov 1994 08:49:36 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", week),
      ("-1", nil), ("1.5", nil), ("7s", nil), ("", nil), ("7 8", nil), ("soon", nil),
    ] as [(String, UInt64?)])
  func fields(_ text: String, _ expected: UInt64?) {
    #expect(RetryAfter.milliseconds(text, date: nil, now: Self.now) == expected)
  }

  @Test("a moment counts from the answer's own date, as this device's clock may be wrong")
  func wrongClock() {
    let date = "Sun, 06 Nov 1994 08:50:07 GMT"
    #expect(RetryAfter.milliseconds(Self.later, date: date, now: 0) == 30_000)
    #expect(RetryAfter.milliseconds(Self.later, date: "today", now: Self.now) == 60_000)
  }
}
