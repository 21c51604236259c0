import SchakelCore

// What a run brings that is here already: a push that is repeated because its answer was lost, or
// two histories that gave out the same dots.
extension SpaceIntake {
  /// Compares the first `count` items of a run with what is stored, and says again what became of
  /// them. Answers whether they are the same; where they are not, the fork is dealt with.
  mutating func compare(
    _ run: IncomingRun, first count: Int, with stream: StreamRecord
  ) throws(RegionError) -> Bool {
    var walk = StreamWalk(stream: stream.number, space: space)
    var links = LinkWalk(stream: stream.number, space: space, hashing: environment.hashing)
    for index in 0..<count {
      let counter = run.first + UInt64(index)
      let entry = try walk.entry(of: counter, from: transaction)
      let item = run.items[index]
      let void =
        entry.tag == .void || log.space.voids > 0
        ? try transaction.void(of: stream.number, counter) : nil
      guard try isSame(item, entry, void, &links) else {
        try keepFork(run, from: index, of: stream)
        return false
      }
      try repeatOutcome(Dot(writer: run.writer, counter: counter), entry, void)
    }
    return true
  }

  private func isSame(
    _ item: IncomingRun.Item, _ entry: LogRecord, _ void: VoidRecord?, _ links: inout LinkWalk
  ) throws(RegionError) -> Bool {
    if entry.tag == .void {
      if void?.digest == environment.hashing.sha256(item.bytes) { return true }
    } else if let frame = item.frame {
      if entry.bytes == item.bytes { return true }
      // A payload may have been erased on one side since: the chain covers its digest.
      guard let stored = try? ChangeFrame(encoded: entry.bytes) else { return false }
      return stored.header == frame.header
        && stored.payload.digest(environment.hashing) == item.payload
    }
    // On one side there is the link and nothing else.
    let before = try links.link(before: entry.counter, from: transaction)
    return item.link(after: before, environment.hashing)
      == (try links.link(of: entry, after: before))
  }

  private mutating func repeatOutcome(
    _ dot: Dot, _ entry: LogRecord, _ void: VoidRecord?
  ) throws(RegionError) {
    if let void {
      guard case .void(let refused) = try loggedEntry(at: void.position) else {
        throw .damaged("a refused change has no entry")
      }
      return note(dot, .void(refused.reason))
    }
    guard log.space.waiting > 0, entry.document > 0, try waits(entry) else { return }
    noteWaiting(dot, in: try place(ofNumber: entry.document))
  }

  /// Whether the entry waits. Asked first, since a document is read whole.
  private func waits(_ entry: LogRecord) throws(RegionError) -> Bool {
    var next: UInt64?
    try transaction.waiting(in: space, after: entry.position - 1) { record throws(RegionError) in
      next = record.position
      return false
    }
    return next == entry.position
  }

  /// Keeps the changes from the first that differs, if they are the registered device's own word;
  /// anybody can make up other bytes. Nothing of the run is taken.
  private mutating func keepFork(
    _ run: IncomingRun, from index: Int, of stream: StreamRecord
  ) throws(RegionError) {
    let counter = run.first + UInt64(index)
    var links = LinkWalk(stream: stream.number, space: space, hashing: environment.hashing)
    var tip = try links.link(before: counter, from: transaction)
    for item in run.items[index...] { tip = item.link(after: tip, environment.hashing) }
    guard run.isSealed(over: tip, in: log.space.id, environment: environment) else {
      return refuse(run)
    }
    var out = CBORWriter()
    ChangeRun(
      writer: run.writer, first: counter, changes: try sparing(run, from: index),
      seal: run.seal
    ).encode(to: &out)
    let isNew = try transaction.addFork(
      of: stream.number, counter: counter, tip: tip, received: received, run: out.bytes,
      limit: limits.forksPerStream)
    if isNew { log.space.forks += 1 }
    note(Dot(writer: run.writer, counter: counter), .fork)
    tell(run.writer)
  }

  /// Reads an entry that is not a change.
  func loggedEntry(at position: UInt64) throws(RegionError) -> LogEntry {
    guard let record = try transaction.entry(at: position, in: space) else {
      throw .damaged("the log has no entry at \(position)")
    }
    return try loggedEntry(record)
  }

  func loggedEntry(_ record: LogRecord) throws(RegionError) -> LogEntry {
    try LogEntry(record)
  }
}

extension LogEntry {
  /// Reads an entry that is not a change.
  init(_ record: LogRecord) throws(RegionError) {
    do throws(CBORError) {
      var reader = CBORReader(record.bytes)
      self = try LogEntry(from: &reader)
      try reader.finish()
    } catch {
      throw .damaged("the log's entry at \(record.position) cannot be read, \(error)")
    }
  }
}

/// Finds the entries of a stream's counters, which lie in runs: next to each other, until the next
/// run begins elsewhere.
struct StreamWalk {
  let stream: Int64
  let space: Int64
  private var run: RunRecord?

  init(stream: Int64, space: Int64) {
    self.stream = stream
    self.space = space
  }

  mutating func entry(
    of counter: UInt64, from store: any RegionReading
  ) throws(RegionError) -> LogRecord {
    if let entry = try entryInRun(counter, store) { return entry }
    run = try store.run(of: stream, holding: counter)
    guard let entry = try entryInRun(counter, store) else {
      throw .damaged("the log lacks an entry that its stream has")
    }
    return entry
  }

  private func entryInRun(
    _ counter: UInt64, _ store: any RegionReading
  ) throws(RegionError) -> LogRecord? {
    guard let run, counter >= run.first else { return nil }
    let position = run.position + (counter - run.first)
    guard let entry = try store.entry(at: position, in: space), entry.stream == stream,
      entry.counter == counter, entry.tag == .change || entry.tag == .void
    else { return nil }
    return entry
  }
}

/// Computes the links of a stream, of which the log keeps only those before each run. Whoever asks
/// in the order of the counters has each entry read once.
struct LinkWalk {
  private let stream: Int64
  private let hashing: Hashing
  private var walk: StreamWalk
  /// The counter that comes next and the link before it.
  private var place: (counter: UInt64, before: Digest)?

  init(stream: Int64, space: Int64, hashing: Hashing) {
    self.stream = stream
    self.hashing = hashing
    walk = StreamWalk(stream: stream, space: space)
  }

  /// The link before `counter`: from the last one asked for, or from the start of the run that holds
  /// the counter, whichever is nearer.
  mutating func link(
    before counter: UInt64, from store: any RegionReading
  ) throws(RegionError) -> Digest {
    guard let run = try store.run(of: stream, holding: counter) else {
      throw .damaged("a stream has no run")
    }
    var (next, tip) = (run.first, run.before)
    if let place, (run.first...counter).contains(place.counter) { (next, tip) = place }
    while next < counter {
      tip = try link(of: try walk.entry(of: next, from: store), after: tip)
      next += 1
    }
    place = (next, tip)
    return tip
  }

  /// The link of an entry of the stream.
  func link(of entry: LogRecord, after tip: Digest) throws(RegionError) -> Digest {
    if entry.tag == .void, case .void(let void) = try LogEntry(entry) { return void.link }
    do throws(CBORError) {
      return try ChangeFrame(encoded: entry.bytes).link(after: tip, hashing: hashing)
    } catch {
      throw .damaged("a change in the log cannot be read, \(error)")
    }
  }
}
