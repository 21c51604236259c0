/// What an answer brings of a space's log: entries in the log's order. Changes that follow each
/// other in one stream and were received together travel as a run.
public enum PulledEntry: Hashable, Sendable {
  /// Several entries, one for each change.
  case changes(ChangeRun, received: UInt64)
  /// Several entries for changes that the asking device has: its own, up to the counter that it
  /// named for that stream in its request or pushed with it. Beyond that (a device that lost what
  /// it had written) even its own changes come in full.
  case own(Writer, counters: ClosedRange<UInt64>, received: UInt64)
  /// One entry of another kind.
  case entry(LogEntry)

  /// The number of log entries that this stands for.
  public var count: Int {
    switch self {
    case .changes(let run, _): run.changes.count
    case .own(_, let counters, _):
      Int(clamping: counters.upperBound - counters.lowerBound + 1)
    case .entry: 1
    }
  }

  /// An array whose first item tells which: the tag of ``LogEntry``, or one of these.
  private static let changesTag: UInt64 = 16
  private static let ownTag: UInt64 = 17

  /// An array whose first item is a tag: that of ``LogEntry``, 16 for changes, 17 for own ones.
  public func encode(to out: inout CBORWriter) {
    switch self {
    case .changes(let run, let received):
      out.arrayHead(5)
      out.unsigned(Self.changesTag)
      out.writer(run.writer)
      out.unsigned(run.first)
      out.unsigned(received)
      out.arrayHead(run.changes.count)
      for change in run.changes { out.encoded(change) }
    case .own(let writer, let counters, let received):
      out.arrayHead(5)
      out.unsigned(Self.ownTag)
      out.writer(writer)
      out.unsigned(counters.lowerBound)
      out.unsigned(received)
      out.unsigned(counters.upperBound - counters.lowerBound + 1)
    case .entry(let entry): entry.encode(to: &out)
    }
  }

  /// Reads what ``encode(to:)`` writes, and entries of later versions that may be passed over.
  public init(from reader: inout CBORReader) throws(CBORError) {
    var look = reader
    let items = try look.arrayHead()
    guard items > 0 else { throw reader.fail(.shape) }
    let tag = try look.unsigned()
    // A log entry also refuses, or passes over, the tags that nobody here knows.
    guard tag == Self.changesTag || tag == Self.ownTag else {
      self = .entry(try LogEntry(from: &reader))
      return
    }
    guard items == 5 else { throw reader.fail(.shape) }
    let writer = try look.writer()
    let first = try look.counter()
    let received = try look.milliseconds()
    if tag == Self.changesTag {
      let run = ChangeRun(writer: writer, first: first, changes: try look.changes(from: first))
      self = .changes(run, received: received)
    } else {
      let start = look.offset
      let count = try look.counter()
      guard first + count - 1 <= Limits.counter else { throw CBORError(.limit, at: start) }
      self = .own(writer, counters: first...first + count - 1, received: received)
    }
    reader = look
  }
}
