/// Reads a `text/event-stream` (WHATWG HTML §9.2.5 and §9.2.6) as it comes, in pieces of any size.
///
/// *Invariant*: however the bytes are cut, the same events come out; of a line and the data before
/// it at most `limit` bytes are held.
struct EventStreamReader: Sendable {
  struct Event: Hashable, Sendable {
    var name = "message"
    var data = ""
  }

  private let limit: Int
  private var line: [UInt8] = []
  private var event = Event()
  /// Nothing to dispatch before the first line of data.
  private var hasData = false
  private var isFirstLine = true
  /// A line feed right after this carriage return ends no further line.
  private var endedWithReturn = false
  /// Milliseconds after which the server wants its readers back when the stream has ended; nil while
  /// it has not said so.
  private(set) var retry: UInt64?
  /// An event was longer than the limit: the rest of the stream means nothing.
  private(set) var isOverflown = false

  init(limit: Int) { self.limit = limit }

  /// - Returns: the events that these bytes complete.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes where !isOverflown {
      switch byte {
      case 10 where endedWithReturn: endedWithReturn = false
      case 10, 13:
        endedWithReturn = byte == 13
        if let event = endLine() { events.append(event) }
      default:
        endedWithReturn = false
        line.append(byte)
        isOverflown = line.count + event.data.utf8.count > limit
        if isOverflown { line = [] }
      }
    }
    return events
  }

  private mutating func endLine() -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    isFirstLine = false
    guard !line.isEmpty else { return dispatch() }
    let colon = line.firstIndex(of: 58)
    var value = colon.map { line[($0 + 1)...] } ?? []
    if value.first == 32 { value.removeFirst() }
    set(
      String(decoding: line[..<(colon ?? line.endIndex)], as: UTF8.self),
      to: String(decoding: value, as: UTF8.self))
    return nil
  }

  /// Comments have no name before their colon. `id` means nothing here: an event says that it is time
  /// to sync, and a sync knows by itself where it was.
  private mutating func set(_ field: String, to value: String) {
    switch field {
    case "event": event.name = value.isEmpty ? "message" : value
    case "data":
      event.data += hasData ? "\n" + value : value
      hasData = true
    case "retry" where !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }:
      retry = UInt64(value) ?? retry
    default: break
    }
  }

  private mutating func dispatch() -> Event? {
    defer {
      event = Event()
      hasData = false
    }
    return hasData ? event : nil
  }
}
