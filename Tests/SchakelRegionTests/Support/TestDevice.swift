import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelRegion

/// A device for tests, built from the core alone: it follows the log and checks everything that a
/// device can check (chains, the log's hash, digests), and does nothing else.
final class TestDevice {
  /// What the device has of one space.
  struct SpaceCopy {
    var cursor: Cursor?
    /// The log's whole hash at the cursor; nil until a bootstrap or the whole log gave it.
    var hash: Digest?
    var streams: [Writer: StreamTip] = [:]
    var documents: [DocumentID: DocumentState] = [:]
    var receipts: [DocumentID: Receipts] = [:]
    var waiting: [Parked] = []
    var voids: [LogEntry.Void] = []
    var people: [SyncAnswer.Person] = []
    var entries: [LogEntry] = []
    var head: Cursor?
    var digest: UInt64 = 0
    /// The changes of others as they came, by stream, with the seals that came behind them.
    var runs: [Writer: [UInt64: [UInt8]]] = [:]
    var seals: [Writer: [Seal]] = [:]
    /// The page that comes next, while a bootstrap goes on.
    var token: [UInt8]?
    var statesReceived = 0
    var changesReceived = 0
    var ownMentioned = 0
  }

  struct Parked {
    let dot: Dot
    let link: Digest
    let content: Content
    let received: UInt64

    enum Content {
      case change(Change)
      case void(LogEntry.Void)
    }
  }

  /// What the device itself has written into one space.
  struct Own {
    var changes: [[UInt8]] = []
    var links: [Digest] = []
    /// The changes that the region has, by its own word.
    var acknowledged: UInt64 = 0
    var outcomes: [Dot: ChangeOutcome] = [:]
    /// How often it said of one that it waits.
    var waited = 0
  }

  let device: Device
  let key: [UInt8]
  let region: TestRegion
  var incarnation = Incarnation(rawValue: 1)
  var spaces: [SpaceID: SpaceCopy] = [:]
  var own: [SpaceID: Own] = [:]
  /// How far this device's clock runs ahead; of one that is behind the complement.
  var skew: UInt64 = 0
  private var clock = HybridClock()

  init(_ device: Device, key: [UInt8], region: TestRegion) {
    self.device = device
    self.key = key
    self.region = region
  }

  /// The same device with nothing on it, as if its database was lost.
  func emptied(in region: TestRegion? = nil) -> TestDevice {
    TestDevice(device, key: key, region: region ?? self.region)
  }

  /// The same device with what it has, at its region or one that was opened again.
  func copied(to region: TestRegion? = nil) -> TestDevice {
    let copy = emptied(in: region)
    (copy.spaces, copy.own) = (spaces, own)
    return copy
  }

  var writer: Writer { Writer(replica: device.replica, incarnation: incarnation) }

  func dot(_ counter: UInt64) -> Dot { Dot(writer: writer, counter: counter) }

  func tick() -> HybridTime { clock.tick(wallClock: region.clock.now &+ skew) }

  // MARK: Writing

  /// The document as this device sees it: what the log says, and on top what it wrote since.
  func state(of document: DocumentID, in space: SpaceID) -> DocumentState {
    var state = spaces[space]?.documents[document] ?? DocumentState()
    let own = own[space] ?? Own()
    for (index, bytes) in own.changes.enumerated() {
      guard let change = try? Change(encoded: bytes, writer: writer) else { continue }
      if change.header.document == document {
        _ = try? state.apply(change, check: own.links[index].check)
      }
    }
    return state
  }

  /// Makes a document with a title, and answers its name.
  @discardableResult
  func create(
    _ title: String, in space: SpaceID, id: DocumentID? = nil, author: PersonID? = nil
  ) -> DocumentID {
    let id =
      id
      ?? DocumentID(
        milliseconds: region.clock.now, random: (region.random.next(), region.random.next()))
    write(
      in: space, document: id, context: VersionVector(), kind: "fieldNote", author: author,
      operations: [Operation(.set, field: "title", replaces: [], count: 1)],
      values: [Value(title)])
    return id
  }

  /// Sets one field of a document, in place of all that this device sees there.
  func edit(
    _ document: DocumentID, _ text: String, in space: SpaceID, field: Name = "title",
    context: VersionVector? = nil, author: PersonID? = nil, origin: ChangeHeader.Origin? = nil
  ) {
    let state = state(of: document, in: space)
    let context = context ?? state.vector
    let targets = state.siblings(of: field).map { Operation.Target($0.dot) }
      .filter { context.covers($0.dot) }
    write(
      in: space, document: document, context: context, kind: nil, author: author,
      operations: [Operation(.set, field: field, replaces: targets, count: 1)],
      values: [Value(text)], origin: origin)
  }

  func write(
    in space: SpaceID, document: DocumentID, context: VersionVector, kind: Name?,
    author: PersonID?, operations: [Operation], values: [Value],
    purpose: ChangeHeader.Purpose = .edit, rule: Name? = nil, origin: ChangeHeader.Origin? = nil,
    reason: String? = nil
  ) {
    let counter = UInt64(own[space]?.changes.count ?? 0) + 1
    let header = ChangeHeader(
      counter: counter, document: document, time: tick(), author: author ?? device.person,
      context: context, operations: operations, kind: kind, purpose: purpose,
      rule: rule, origin: origin)
    let change = Change(
      header: header, writer: writer,
      content: Payload.Content(salt: region.random.bytes(16), values: values, reason: reason))
    add(change.encoded, in: space)
  }

  /// Adds bytes to the device's stream as they are.
  func add(_ bytes: [UInt8], in space: SpaceID) {
    var own = own[space] ?? Own()
    let previous = own.links.last ?? genesis(writer, space)
    let frame = try? ChangeFrame(encoded: bytes)
    own.changes.append(bytes)
    own.links.append(frame?.link(after: previous, hashing: .portable) ?? previous)
    self.own[space] = own
  }

  func genesis(_ writer: Writer, _ space: SpaceID) -> Digest {
    Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
  }

  // MARK: Runs

  func seal(in space: SpaceID, at counter: UInt64, by key: [UInt8]? = nil) -> Seal {
    let tip = own[space]!.links[Int(counter) - 1]
    let message = Seal.message(
      stream: Stream(space: space, writer: writer), counter: counter, tip: tip)
    return Seal(
      writer: writer, counter: counter, tip: tip,
      signature: FakeKeys.sign(message, by: key ?? self.key))
  }

  /// The device's own changes with these counters, under its seal.
  func run(_ counters: ClosedRange<UInt64>, in space: SpaceID) -> ChangeRun {
    let changes = own[space]!.changes[Int(counters.lowerBound) - 1..<Int(counters.upperBound)]
    return ChangeRun(
      writer: writer, first: counters.lowerBound, changes: Array(changes),
      seal: seal(in: space, at: counters.upperBound))
  }

  /// What the region has not acknowledged.
  func outbox(in space: SpaceID) -> [ChangeRun] {
    guard let own = own[space], own.acknowledged < UInt64(own.changes.count) else { return [] }
    return [run(own.acknowledged + 1...UInt64(own.changes.count), in: space)]
  }

  // MARK: Syncing

  func request(
    _ space: SpaceID, push: [ChangeRun]? = nil, limit: Int = 1 << 20
  ) -> SyncRequest {
    let copy = spaces[space] ?? SpaceCopy()
    let own = own[space] ?? Own()
    var asked = SyncRequest.Space(space: space, cursor: copy.cursor, digest: digest(of: space))
    if let tip = own.links.last {
      asked.streams = [StreamTip(writer: writer, counter: UInt64(own.links.count), tip: tip)]
    }
    asked.push = push ?? outbox(in: space)
    asked.bootstrap = copy.token
    return SyncRequest(agent: "test/1", limit: limit, spaces: [asked])
  }

  /// One round trip: over the wire's bytes, as any device would.
  @discardableResult
  func exchange(
    _ space: SpaceID, push: [ChangeRun]? = nil, limit: Int = 1 << 20
  ) async throws -> SyncAnswer.Space {
    let request = try SyncRequest(encoded: request(space, push: push, limit: limit).encoded)
    let answer = try await region.service.sync(request, from: device)
    let read = try SyncAnswer(encoded: answer.encoded)
    SeenBodies.note("sync-request", request.encoded)
    SeenBodies.note("sync-answer", answer.encoded)
    #expect(read == answer)
    return try #require(read.spaces.first)
  }

  /// Syncs until there is nothing left to be had, and answers the last answer.
  @discardableResult
  func sync(
    _ space: SpaceID, limit: Int = 1 << 20, _ location: SourceLocation = #_sourceLocation
  ) async throws -> SyncAnswer.Space {
    for _ in 0..<10_000 {
      let answer = try await exchange(space, limit: limit)
      try absorb(answer)
      if !answer.more { return answer }
    }
    return try #require(nil, "the sync does not end", sourceLocation: location)
  }

  /// Whether the region ever said of one of this device's changes that it waits.
  func hasWaited(in space: SpaceID) -> Bool { (own[space]?.waited ?? 0) > 0 }

  func digest(of space: SpaceID) -> UInt64 {
    (spaces[space]?.documents ?? [:]).reduce(0) { sum, document in
      let share = try? DocumentDigest.share(
        of: document.key, state: document.value.encoded(), hashing: .portable)
      return sum &+ (share ?? 0)
    }
  }
}

/// The titles of a document, in the order of the dots that brought them.
func titles(of state: DocumentState) -> [String] {
  state.siblings(of: "title").compactMap { $0.value?.text }
}
