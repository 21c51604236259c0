import SchakelCore

/// Computes the links of all streams of a log, entry by entry.
struct StreamLinks {
  /// How far a stream has come.
  struct Stream: Hashable {
    let writer: Writer
    var tip: Digest
    var counter: UInt64 = 0
  }

  let space: SpaceID
  let store: any RegionReading
  let hashing: Hashing
  /// By their numbers in the store.
  private(set) var streams: [Int64: Stream] = [:]

  init(space: SpaceID, store: any RegionReading, hashing: Hashing) {
    self.space = space
    self.store = store
    self.hashing = hashing
  }

  /// The entry as the log's hash covers it.
  mutating func entry(_ record: LogRecord) throws(RegionError) -> AuditPart.Entry {
    guard record.tag == .change || record.tag == .void else {
      return AuditPart.Entry(hashed: record.bytes, change: nil)
    }
    var stream = try stream(of: record)
    defer { streams[record.stream] = stream }
    if record.tag == .void {
      if case .void(let void) = try LogEntry(record), record.counter > stream.counter {
        stream.tip = void.link
        stream.counter = record.counter
      }
      return AuditPart.Entry(hashed: record.bytes, change: nil)
    }
    do throws(CBORError) {
      stream.tip = try ChangeFrame(encoded: record.bytes).link(
        after: stream.tip, hashing: hashing)
    } catch {
      throw .damaged("the change at \(record.position) cannot be read, \(error)")
    }
    stream.counter = record.counter
    let dot = Dot(writer: stream.writer, counter: record.counter)
    let entry = LogEntry.change(dot, link: stream.tip, received: record.received)
    return AuditPart.Entry(hashed: entry.hashedBytes, change: record.bytes)
  }

  private func stream(of record: LogRecord) throws(RegionError) -> Stream {
    if let stream = streams[record.stream] { return stream }
    guard let writer = try store.streamWriter(number: record.stream) else {
      throw .damaged("the entry at \(record.position) is of no stream")
    }
    let tip = StreamTip(startOf: writer, in: space, hashing: hashing)
    return Stream(writer: writer, tip: tip.tip)
  }
}
