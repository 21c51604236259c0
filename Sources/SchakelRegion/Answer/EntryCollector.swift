import SchakelCore

/// Gathers entries of the log for an answer: changes of one stream that follow each other and were
/// received together become runs; what the device wrote itself, and still has, becomes a mention.
final class EntryCollector {
  private enum Run {
    case none
    case changes(Writer, first: UInt64, changes: [[UInt8]], received: UInt64)
    case own(Writer, counters: ClosedRange<UInt64>, received: UInt64)
  }

  private(set) var entries: [PulledEntry] = []
  /// The position and mark of the last entry gathered.
  private(set) var last: (position: UInt64, mark: UInt64)
  private(set) var budget: AnswerBudget

  private let store: any RegionReading
  /// The device's own streams, up to the counter that it is known to have.
  private let own: [Writer: UInt64]
  private var writers: [Int64: Writer] = [:]
  private var run = Run.none

  /// What a run or a mention costs beside its changes, about.
  private static let runBytes = 32

  init(
    after cursor: Cursor, own: [Writer: UInt64], budget: AnswerBudget, store: any RegionReading
  ) {
    last = (cursor.position, cursor.mark)
    self.own = own
    self.budget = budget
    self.store = store
  }

  /// Reads the log until the budget is spent or the log ends.
  func collect(from space: SpaceRecord) throws(RegionError) {
    try store.entries(
      in: space.number, after: last.position,
      wantsBytes: { tag, stream, counter throws(RegionError) in
        if tag != .change { return true }
        return !isOwn(try writer(of: stream), counter)
      },
      visit: { record throws(RegionError) in try take(record) })
    flush()
  }

  private func isOwn(_ writer: Writer, _ counter: UInt64) -> Bool {
    own[writer].map { counter <= $0 } ?? false
  }

  private func writer(of stream: Int64) throws(RegionError) -> Writer {
    if let writer = writers[stream] { return writer }
    guard let writer = try store.streamWriter(number: stream) else {
      throw .damaged("the log names a stream that is not there")
    }
    writers[stream] = writer
    return writer
  }

  /// Answers whether there is room for more.
  private func take(_ record: LogRecord) throws(RegionError) -> Bool {
    if record.tag == .change {
      guard try takeChange(record) else { return false }
    } else {
      guard try takeOther(record) else { return false }
    }
    last = (record.position, record.mark)
    return true
  }

  private func takeChange(_ record: LogRecord) throws(RegionError) -> Bool {
    let writer = try writer(of: record.stream)
    return isOwn(writer, record.counter) ? mention(record, writer) : carry(record, writer)
  }

  private func mention(_ record: LogRecord, _ writer: Writer) -> Bool {
    if case .own(writer, let counters, record.received) = run,
      counters.upperBound + 1 == record.counter
    {
      guard budget.take(0) else { return false }
      run = .own(
        writer, counters: counters.lowerBound...record.counter, received: record.received)
      return true
    }
    guard budget.take(Self.runBytes) else { return false }
    flush()
    run = .own(writer, counters: record.counter...record.counter, received: record.received)
    return true
  }

  private func carry(_ record: LogRecord, _ writer: Writer) -> Bool {
    if case .changes(writer, let first, var changes, record.received) = run,
      first + UInt64(changes.count) == record.counter
    {
      guard budget.take(record.bytes.count) else { return false }
      // Let go of the list before it grows, or it would be copied each time.
      run = .none
      changes.append(record.bytes)
      run = .changes(writer, first: first, changes: changes, received: record.received)
      return true
    }
    guard budget.take(record.bytes.count + Self.runBytes) else { return false }
    flush()
    run = .changes(
      writer, first: record.counter, changes: [record.bytes], received: record.received)
    return true
  }

  /// A void change may be the device's own, and is told in full: it is news.
  private func takeOther(_ record: LogRecord) throws(RegionError) -> Bool {
    guard budget.take(record.bytes.count) else { return false }
    flush()
    entries.append(.entry(try LogEntry(record)))
    return true
  }

  private func flush() {
    switch run {
    case .none: break
    case .changes(let writer, let first, let changes, let received):
      let changes = ChangeRun(writer: writer, first: first, changes: changes)
      entries.append(.changes(changes, received: received))
    case .own(let writer, let counters, let received):
      entries.append(.own(writer, counters: counters, received: received))
    }
    run = .none
  }
}
