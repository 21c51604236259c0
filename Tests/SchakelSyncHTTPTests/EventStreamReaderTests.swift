import Testing

@testable import SchakelSyncHTTP

@Suite("Reading an event stream")
struct EventStreamReaderTests {
  typealias Event = EventStreamReader.Event

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let stream: String
    /// Name and data of each event, as `name=data`.
    let events: [String]

    init(_ name: String, _ stream: String, _ events: [String]) {
      testDescription = name
      self.stream = stream
      self.events = events
    }
  }

  static let cases = [
    Case("line feeds", "event: moved\ndata: a\n\n", ["moved=a"]),
    Case("carriage returns", "event: moved\rdata: a\r\r", ["moved=a"]),
    Case("both", "event: moved\r\ndata: a\r\n\r\n", ["moved=a"]),
    Case("all of them", "event: moved\r\ndata: a\n\rdata: b\r\r", ["moved=a", "message=b"]),
    Case("a byte order mark", "\u{feff}data: a\n\n", ["message=a"]),
    Case("a byte order mark that is none", "\n\u{feff}data: a\n\n", []),
    Case("comments", ": hello\n:\n\ndata: a\n: in between\n\n", ["message=a"]),
    Case("data of several lines", "data: a\ndata:\ndata: b\n\n", ["message=a\n\nb"]),
    Case("an empty line of data", "data\n\ndata:\n\n", ["message=", "message="]),
    Case("no data", "event: moved\n\n", []),
    Case(
      "a name that is for one event", "event: moved\ndata: a\n\ndata: b\n\n",
      ["moved=a", "message=b"]),
    Case("a name without text", "event: x\nevent:\ndata: a\n\n", ["message=a"]),
    Case("one blank is dropped", "data:  a \n\ndata:b\n\n", ["message= a ", "message=b"]),
    Case("colons in data", "data: a:b\n\n", ["message=a:b"]),
    Case("fields that nobody knows", "id: 7\nmood: good\nDATA: x\ndata: a\n\n", ["message=a"]),
    Case("an event that does not end", "data: a\n\ndata: b\n", ["message=a"]),
    Case("letters beyond ASCII", "data: één 🏘\n\n", ["message=één 🏘"]),
  ]

  @Test("the same events come out, however the bytes are cut", arguments: cases)
  func cuts(_ case: Case) {
    let bytes = Array(`case`.stream.utf8)
    for size in 1...max(1, bytes.count) {
      var reader = EventStreamReader(limit: 1_000)
      var events: [Event] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += reader.take(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(events.map { "\($0.name)=\($0.data)" } == `case`.events, "in pieces of \(size)")
      #expect(!reader.isOverflown)
    }
  }

  @Test(
    "the last whole number after retry counts",
    arguments: [
      ("data: a\n\n", nil), ("retry: 3000\n", 3_000), ("retry:0\r\n", 0),
      ("retry: 1\nretry: 2\n", 2), ("retry: 5\nretry:\nretry: -1\nretry: 1.5\nretry: 2s\n", 5),
      ("retry: 5\nretry: 99999999999999999999\n", 5), ("retry: 7", nil),
    ] as [(String, UInt64?)])
  func retry(_ stream: String, _ expected: UInt64?) {
    var reader = EventStreamReader(limit: 1_000)
    _ = reader.take(stream.utf8)
    #expect(reader.retry == expected)
  }

  @Test(
    "what is too long ends the reading, and nothing after it is an event",
    arguments: [
      "data: " + String(repeating: "x", count: 95), ": " + String(repeating: "x", count: 99),
      String(repeating: "data: 1234567890\n", count: 12),
      String(repeating: "\u{0}", count: 101),
    ])
  func overflow(_ stream: String) {
    var reader = EventStreamReader(limit: 100)
    #expect(reader.take("data: a\n\n".utf8) == [Event(name: "message", data: "a")])
    #expect(reader.take((stream + "\n\ndata: b\n\n").utf8).isEmpty)
    #expect(reader.isOverflown)
    #expect(reader.take("data: c\n\n".utf8).isEmpty)
  }

  @Test("any number of events and comments fit, as long as each does")
  func endless() {
    var reader = EventStreamReader(limit: 100)
    for _ in 0..<1_000 { #expect(reader.take(":\n\ndata: moved\n\n".utf8).count == 1) }
    #expect(!reader.isOverflown)
  }
}
