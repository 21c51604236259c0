import SchakelCore

/// Gathers one page of a bootstrap: as much as there is room for, from where the page before ended.
///
/// The first pages also bring what a device needs to know of a space beside its documents: where the
/// streams are, and as entries who is in it, whose keys are registered, and which changes are void of
/// its own and of those that it may have applied. Entries in a bootstrap stand outside the log's
/// order. They are told again, not told first: they count neither for the position nor for the log's
/// hash.
struct BootstrapPage {
  let store: any RegionReading
  let space: SpaceRecord
  let device: Device
  /// What the device has, where it said so: with the request for the first page.
  let vector: VersionVector?
  var token: BootstrapToken
  var budget: AnswerBudget
  var answer: SyncAnswer.Bootstrap
  var entries: [PulledEntry] = []
  var people: [SyncAnswer.Person] = []
  /// Whether this is the last page.
  private(set) var isLast = false

  private static let tipBytes = 52
  private static let stateBytes = 24

  init(
    _ token: BootstrapToken, of space: SpaceRecord, for device: Device,
    asking asked: SyncRequest.Space, budget: AnswerBudget, from store: any RegionReading
  ) {
    self.token = token
    if token.isFirst { self.token.voidsAfter = asked.vector == nil ? asked.cursor?.position : 0 }
    vector = asked.vector
    self.space = space
    self.device = device
    self.budget = budget
    self.store = store
    answer = SyncAnswer.Bootstrap(position: token.position, hash: token.hash)
  }

  mutating func fill() throws(RegionError) {
    while try addPart() {
      guard let next = token.part.next else {
        isLast = true
        return
      }
      token.begin(next)
    }
    answer.token = token.encoded
  }

  /// Answers whether all of the part is sent.
  private mutating func addPart() throws(RegionError) -> Bool {
    switch token.part {
    case .streams: try addStreams()
    case .members: try addMembers()
    case .devices: try addDevices()
    case .voids: try addVoids()
    case .erasures: try addErasures()
    case .waiting: try addWaiting()
    case .documents: try addDocuments()
    }
  }

  // MARK: What waits

  private mutating func addWaiting() throws(RegionError) -> Bool {
    guard space.waiting > 0 else { return true }
    var page = self
    var isComplete = true
    try store.waiting(in: space.number, after: token.upTo) { record throws(RegionError) in
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
    token.upTo = record.position
    return true
  }

  // MARK: Documents

  /// Answers whether all that there were at the first page are sent.
  private mutating func addDocuments() throws(RegionError) -> Bool {
    var page = self
    var isComplete = true
    try store.documents(in: space.number, after: token.upTo) { record throws(RegionError) in
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
    token.upTo = record.number
    return true
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
