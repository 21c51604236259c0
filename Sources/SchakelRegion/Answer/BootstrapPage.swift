import SchakelCore

/// Gathers one page of a bootstrap.
///
/// The first page also brings what a device needs to know of a space beside its documents, as
/// entries: who is in it, whose keys are registered, and which changes are void of its own and of
/// those that it may have applied.
/// Entries in a bootstrap stand outside the log's order. They are told again, not told first: they
/// count neither for the position nor for the log's hash.
struct BootstrapPage {
  private let store: any RegionReading
  private let space: SpaceRecord
  private let device: Device
  private(set) var token: BootstrapToken
  private(set) var budget: AnswerBudget
  private(set) var answer: SyncAnswer.Bootstrap
  private(set) var entries: [PulledEntry] = []
  /// What the device may have applied, of whomever.
  var seen = Seen.nothing
  /// Whether all that waits was sent, and then whether all documents were.
  private var isDone = false

  private static let tipBytes = 52
  private static let stateBytes = 24

  init(
    _ token: BootstrapToken, of space: SpaceRecord, for device: Device, budget: AnswerBudget,
    from store: any RegionReading
  ) {
    self.token = token
    self.space = space
    self.device = device
    self.budget = budget
    self.store = store
    answer = SyncAnswer.Bootstrap(position: token.position, hash: token.hash)
  }

  /// Whether this is the last page.
  var isLast: Bool { isDone }

  mutating func fill() throws(RegionError) {
    if token.isFirst { try introduce() }
    if try addWaiting() { isDone = try addDocuments() }
    answer.token = isDone ? nil : token.encoded
  }

  // MARK: The first page

  private mutating func introduce() throws(RegionError) {
    for stream in try store.streams(in: space.number) {
      _ = budget.take(Self.tipBytes)
      answer.streams.append(stream.streamTip)
    }
    for member in try store.members(in: space.number, changedAfter: 0) {
      entries.append(.entry(.member(member.entry)))
    }
    for device in try store.devices(in: space.number) {
      entries.append(.entry(.device(device.entry)))
    }
    if space.voids > 0 { try addVoids() }
  }

  /// A device that skips the log would not hear which of its changes were refused meanwhile, and
  /// its writer would miss what they said. Nor would it hear which of others' were that it has from
  /// elsewhere: to it, they would have an effect.
  private mutating func addVoids() throws(RegionError) {
    for stream in try store.streams(in: space.number) {
      for void in try store.voids(of: stream.number)
      where stream.writer.replica == device.replica || seen.mayHave(void, of: stream.writer) {
        guard let record = try store.entry(at: void.position, in: space.number) else { continue }
        entries.append(.entry(try LogEntry(record)))
      }
    }
  }

  // MARK: What waits

  /// Answers whether all of it is sent.
  private mutating func addWaiting() throws(RegionError) -> Bool {
    guard space.waiting > 0 else { return true }
    var page = self
    var isComplete = true
    try store.waiting(in: space.number, after: token.waitingUpTo) { record throws(RegionError) in
      guard record.position <= page.token.position else { return false }
      isComplete = try page.add(record)
      return isComplete
    }
    self = page
    return isComplete
  }

  /// Answers false where there is no room for it.
  private mutating func add(_ record: WaitingRecord) throws(RegionError) -> Bool {
    guard let entry = try store.entry(at: record.position, in: space.number),
      let writer = try store.streamWriter(number: entry.stream)
    else { throw .damaged("what waits at \(record.position) is not in the log") }
    guard budget.take(entry.bytes.count + Self.tipBytes) else { return false }
    if entry.tag == .void {
      entries.append(.entry(try LogEntry(entry)))
    } else {
      answer.waiting.append(
        SyncAnswer.Waiting(
          writer: writer, received: entry.received, change: entry.bytes, link: record.link))
    }
    token.waitingUpTo = record.position
    return true
  }

  // MARK: Documents

  /// Answers whether all that there were at the first page are sent.
  private mutating func addDocuments() throws(RegionError) -> Bool {
    var page = self
    var isComplete = true
    try store.documents(
      in: space.number, after: token.documentsUpTo
    ) { record throws(RegionError) in
      guard record.number <= page.token.lastDocument else { return false }
      isComplete = try page.add(record)
      return isComplete
    }
    self = page
    return isComplete
  }

  private mutating func add(_ record: DocumentRecord) throws(RegionError) -> Bool {
    if !record.isEmpty {
      let state = try store.state(of: record)
      guard budget.take(state.count + Self.stateBytes) else { return false }
      answer.states.append(try SyncAnswer.State(record, state: state))
    }
    token.documentsUpTo = record.number
    return true
  }
}

extension BootstrapPage {
  /// What is known of what a device has, beside states.
  enum Seen {
    /// It is new.
    case nothing
    /// It has read the log up to here, and may have had more from elsewhere.
    case log(through: UInt64)
    case vector(VersionVector)

    init(_ asked: SyncRequest.Space) {
      if let vector = asked.vector {
        self = .vector(vector)
      } else {
        self = asked.cursor.map { .log(through: $0.position) } ?? .nothing
      }
    }

    /// Whether the device may have applied a change that is void, and not have heard that it is.
    func mayHave(_ void: VoidRecord, of writer: Writer) -> Bool {
      switch self {
      case .nothing: false
      case .log(let position): void.position > position
      case .vector(let vector): vector.counter(of: writer) >= void.counter
      }
    }
  }
}

extension SyncAnswer.State {
  init(_ record: DocumentRecord, state: [UInt8]) throws(RegionError) {
    do throws(CBORError) {
      self.init(
        document: record.id, state: state,
        receipts: try ReceiptList.decode(record.receipts))
    } catch {
      throw .damaged("the receipts of document \(record.id.text) cannot be read, \(error)")
    }
  }
}
