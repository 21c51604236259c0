import SchakelCore

/// A page of a document's history while it is made, from the latest entry backwards.
struct HistoryPage {
  private(set) var answer: HistoryAnswer
  private let document: DocumentRecord
  private var budget: AnswerBudget
  private var writers: [Int64: Writer] = [:]

  /// What a change costs beside its bytes, about.
  private static let itemBytes = 32

  init(of document: DocumentRecord, budget bytes: Int, version: UInt64) {
    self.document = document
    budget = AnswerBudget(bytes: bytes, entries: .max)
    answer = HistoryAnswer(version: version, items: [], voids: [])
  }

  /// Takes the entries from a position on backwards, until the budget is spent or there are no more.
  mutating func fill(
    from position: UInt64, _ store: any RegionReading
  ) throws(RegionError) {
    var position = position
    while position > 0 {
      guard let entry = try store.entry(at: position, in: document.space) else {
        throw .damaged("a document's history has a gap")
      }
      // Each entry is later than the one before it, or a page would go on for ever.
      guard entry.previous < position else {
        throw .damaged("a document's history goes round")
      }
      if try isSaid(entry, store) {
        guard budget.take(entry.bytes.count + Self.itemBytes) else {
          answer.token = HistoryToken(position: position, mark: entry.mark).encoded
          return
        }
        try take(entry, store)
      }
      position = entry.previous
    }
  }

  /// A change that waited until it was refused has two entries, of which the later one counts.
  private func isSaid(
    _ entry: LogRecord, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    switch entry.tag {
    case .change: try store.void(of: entry.stream, entry.counter) == nil
    case .void: true
    default: false
    }
  }

  private mutating func take(
    _ entry: LogRecord, _ store: any RegionReading
  ) throws(RegionError) {
    guard entry.tag == .change else {
      if case .void(let void) = try LogEntry(entry) { answer.voids.append(void) }
      return
    }
    answer.items.append(
      HistoryAnswer.Item(
        writer: try writer(of: entry.stream, store), received: entry.received, check: entry.check,
        change: entry.bytes))
  }

  private mutating func writer(
    of stream: Int64, _ store: any RegionReading
  ) throws(RegionError) -> Writer {
    if let writer = writers[stream] { return writer }
    guard let writer = try store.streamWriter(number: stream) else {
      throw .damaged("the log names a stream that is not there")
    }
    writers[stream] = writer
    return writer
  }
}
