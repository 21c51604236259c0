import EdgeTesting
import Foundation
import Logging
import Testing

@testable import SchakelServer

@Suite struct LoggingTests {
  static func line(
    _ format: LogFormat, level: Logger.Level = .info, _ message: Logger.Message,
    _ metadata: Logger.Metadata = [:]
  ) -> String {
    let recorder = Recorder<String>()
    Logger.recording(to: recorder, format: format).log(level: level, message, metadata: metadata)
    return recorder.all.joined()
  }

  @Test("a JSON line tells what matters first, the rest in order, and ends in a line feed")
  func json() {
    let line = Self.line(
      .json, level: .warning, "pushed",
      [
        "zeta": "1", "actor": "device-1", "origin": "127.0.0.1", "result": "refused",
        "object": "space-2", "action": "push", "alpha": ["x", "y"], "inner": ["b": "1", "a": "2"],
      ])
    #expect(
      line == #"{"time":"1970-01-01T00:00:01.000Z","level":"warning","action":"push","#
        + #""object":"space-2","result":"refused","origin":"127.0.0.1","actor":"device-1","#
        + #""alpha":["x","y"],"inner":{"a":"2","b":"1"},"zeta":"1","message":"pushed"}"# + "\n")
  }

  @Test("a text line reads as words")
  func text() {
    let line = Self.line(.text, "request", ["action": "GET", "object": "/a b", "empty": ""])
    #expect(
      line == #"1970-01-01T00:00:01.000Z info     request action=GET object="/a b" empty="""#
        + "\n")
  }

  @Test("nobody forges a second line or a member", arguments: LogFormat.allCases)
  func forging(format: LogFormat) throws {
    let evil = "a\n2026 error forged\r\u{2028}\u{85}\u{1b}[2J\"},{\"x\":\"\\"
    let line = Self.line(format, "\(evil)", ["key": "\(evil)", "message": "mine", "time": "now"])
    #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1 && line.hasSuffix("\n"))
    #expect(!line.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{2028}" || $0 == "\u{85}" })
    guard format == .json else { return }
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
    #expect(object?["key"] == evil && object?["message"] == evil)
    #expect(object?["time"] == "1970-01-01T00:00:01.000Z")
  }

  @Test("what is below the level is not written")
  func levels() {
    let recorder = Recorder<String>()
    let logger = Logger.recording(to: recorder, level: .warning)
    logger.info("quiet")
    logger.error("loud")
    #expect(recorder.all.count == 1)
  }

  @Test("an error goes into the line, and a logger's own metadata too")
  func errors() {
    let recorder = Recorder<String>()
    var logger = Logger.recording(to: recorder)
    logger[metadataKey: "request"] = "r"
    logger.error("failed", error: CancellationError())
    #expect(recorder.all[0].contains(#""error":"CancellationError()","request":"r""#))
  }

  @Test(
    "a moment is written in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
      (951_826_215_007, "2000-02-29T12:10:15.007Z", "Tue, 29 Feb 2000 12:10:15 GMT"),
      (951_868_800_000, "2000-03-01T00:00:00.000Z", "Wed, 01 Mar 2000 00:00:00 GMT"),
      (1_772_357_400_250, "2026-03-01T09:30:00.250Z", "Sun, 01 Mar 2026 09:30:00 GMT"),
      (4_107_542_399_999, "2100-02-28T23:59:59.999Z", "Sun, 28 Feb 2100 23:59:59 GMT"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
  func times(milliseconds: Int64, rfc3339: String, http: String) {
    let time = UTCTime(millisecondsSince1970: milliseconds)
    #expect(time.rfc3339 == rfc3339)
    #expect(time.httpDate == http)
  }

  @Test("every day of 800 years is a day after the one before it")
  func calendar() {
    let formatter = ISO8601DateFormatter()
    for day in stride(from: 0, to: 292_000, by: 97) {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      let time = UTCTime(millisecondsSince1970: Int64(day) * 86_400_000)
      #expect(time.rfc3339.prefix(10) == formatter.string(from: date).prefix(10))
    }
  }
}
