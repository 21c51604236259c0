import SchakelCore

/// Carries an order to erase out in one space, in the region's transaction: the words go from the log,
/// from documents, from forks that are kept and from what is derived from these; and the order goes into
/// the log, by which every device carries it out too.
///
/// Chains, the log's hash, digests and seals stay as they are: they cover the payloads' digests.
struct SpaceErasure {
  private let transaction: any RegionWriting
  private let environment: RegionEnvironment
  private let limits: RegionLimits
  private let request: ErasureRecord
  private var log: SpaceLog
  private var writers = StreamWriters()

  /// The changes that one order names: more are several orders, so that an answer holds each.
  private static let orderLength = 10_000

  init(
    _ space: SpaceRecord, for request: ErasureRecord, transaction: any RegionWriting,
    environment: RegionEnvironment, limits: RegionLimits
  ) {
    self.request = request
    self.transaction = transaction
    self.environment = environment
    self.limits = limits
    log = SpaceLog(space, environment, limits)
  }

  /// Erases these changes, but for those that an order names already. Those that are not here yet are
  /// named all the same: their words are not taken when they come.
  mutating func erase(_ named: [DocumentID: Set<Dot>]) throws(RegionError) {
    var parts: [LogEntry.Erasure.Part] = []
    var room = Self.orderLength
    for (document, dots) in named.sorted(by: { $0.key < $1.key }) {
      var left = try news(of: dots)[...]
      while !left.isEmpty {
        let some = left.prefix(room)
        left = left.dropFirst(some.count)
        parts.append(LogEntry.Erasure.Part(document: document, dots: Array(some)))
        room -= some.count
        guard room == 0 else { continue }
        try order(parts)
        (parts, room) = ([], Self.orderLength)
      }
    }
    if !parts.isEmpty { try order(parts) }
    try eraseForks(named)
    try eraseHeld(named)
    try log.save(to: transaction)
    try transaction.noteUnswept()
  }

  /// Those that no order names, in their order.
  private func news(of dots: Set<Dot>) throws(RegionError) -> [Dot] {
    var news: [Dot] = []
    for dot in dots.sorted() where try transaction.erased(dot, in: log.space.number) == nil {
      news.append(dot)
    }
    return news
  }

  private mutating func order(_ parts: [LogEntry.Erasure.Part]) throws(RegionError) {
    var pasts: [(document: DocumentID, before: [ConflictID])] = []
    for part in parts {
      pasts.append((document: part.document, before: try records(of: part.document).map(\.id)))
      for dot in part.dots { try eraseBytes(of: dot) }
    }
    let order = try log.append(request, parts, at: environment.now(), to: transaction)
    for part in parts {
      try eraseState(part)
      for dot in part.dots {
        try transaction.add(
          ErasedChange(dot: dot, request: request.number, position: order),
          in: log.space.number)
      }
    }
    for past in pasts { try deriveRecords(of: past.document, instead: past.before) }
  }

  private func eraseBytes(of dot: Dot) throws(RegionError) {
    let space = log.space.number
    guard let stream = try transaction.stream(dot.writer, in: space), dot.counter <= stream.counter
    else { return }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: transaction)
    guard entry.tag == .change else { return }
    let change = try Change(stored: entry, writer: dot.writer)
    try transaction.replaceBytes(
      at: entry.position, in: space, with: change.erased(environment.hashing).encoded)
  }

  /// Structure, and with it the document's share, stays.
  private func eraseState(_ part: LogEntry.Erasure.Part) throws(RegionError) {
    guard var record = try transaction.document(part.document), record.space == log.space.number,
      record.born == 0, !record.state.isEmpty
    else { return }
    var state: DocumentState
    do throws(CBORError) {
      state = try DocumentState(encoded: record.state)
    } catch {
      throw .damaged("the state of document \(part.document.text) cannot be read, \(error)")
    }
    for dot in part.dots { state.erase(dot) }
    record.state = state.encoded()
    try transaction.save(record)
  }

  // MARK: Records

  /// All that is on record of a document, as its log has it now.
  private mutating func records(of document: DocumentID) throws(RegionError) -> [ConflictRecord] {
    try made(document)?.records ?? []
  }

  private mutating func made(_ document: DocumentID) throws(RegionError) -> LedgerMaker? {
    guard let record = try transaction.document(document), record.space == log.space.number
    else { return nil }
    let past = try DocumentPast(
      of: document, latest: record.latest, in: log.space.number, from: transaction, &writers)
    return try LedgerMaker(past, hashing: environment.hashing)
  }

  /// What is on record is what the log makes of it, as for everybody who plays it again: of words that
  /// are gone nobody can tell any more whether they were the same.
  private mutating func deriveRecords(
    of document: DocumentID, instead before: [ConflictID]
  ) throws(RegionError) {
    guard let made = try made(document), var record = try transaction.document(document) else {
      return
    }
    try transaction.remove(before, in: log.space.number)
    for conflict in made.records { try transaction.save(conflict, in: log.space.number) }
    let isOnRecord = !made.records.isEmpty
    guard isOnRecord || !record.ledger.isEmpty else { return }
    record.ledger =
      made.isOfLongPast
      ? made.ledger.encoded(environment.hashing)
      : isOnRecord ? WorkingDocument.derivedLedger : []
    try transaction.save(record)
  }

  // MARK: Forks

  /// Of another history of a change that is named, in the same document, nobody can tell whether it says
  /// the same: its words go too, and with them what carries any of it again.
  private func eraseForks(_ named: [DocumentID: Set<Dot>]) throws(RegionError) {
    let dots = named.values.reduce(into: Set<Dot>()) { $0.formUnion($1) }
    for fork in try transaction.forks(in: log.space.number) {
      var gone = dots
      let run = try fork.erased(environment.hashing) { header throws(RegionError) in
        let dot = Dot(writer: fork.writer, counter: header.counter)
        let isNamed = named[header.document]?.contains(dot) == true
        let carried = try header.carriesAgain(in: log.space.number, from: transaction)
        guard isSubject(header) || isNamed || carried.contains(where: gone.contains)
        else { return false }
        gone.insert(dot)
        return true
      }
      if let run { try transaction.replaceRun(ofFork: fork.row, with: run) }
    }
  }

  // MARK: What is held

  private func eraseHeld(_ named: [DocumentID: Set<Dot>]) throws(RegionError) {
    let space = log.space.number
    var position: UInt64 = 0
    var gone = Set(named.values.joined())
    while true {
      let page = try transaction.heldChanges(
        in: space, after: position, limit: limits.heldPerPage, all: true)
      guard let last = page.last else { return }
      position = last.position
      for held in page {
        let change: Change
        do throws(CBORError) {
          change = try Change(encoded: held.bytes, writer: held.dot.writer)
        } catch {
          throw .damaged("a change that is held cannot be read, \(error)")
        }
        let isNamed = named[change.header.document]?.contains(held.dot) == true
        let carried = try change.header.carriesAgain(in: space, from: transaction)
        guard isNamed || isSubject(change.header) || carried.contains(where: gone.contains)
        else { continue }
        gone.insert(held.dot)
        _ = try transaction.decide(
          held.dot, check: held.check, as: .erased, by: request.decidedBy,
          at: environment.now(), in: space)
      }
    }
  }

  private func isSubject(_ header: ChangeHeader) -> Bool {
    switch request.subject {
    case .document(let document): header.document == document
    case .documents(let documents): documents.contains(header.document)
    case .person(let person): header.author == person
    }
  }
}

extension ForkRecord {
  /// Its run without the words of those changes; nil where there is nothing to take out.
  fileprivate func erased(
    _ hashing: Hashing, where goes: (ChangeHeader) throws(RegionError) -> Bool
  ) throws(RegionError) -> [UInt8]? {
    let kept: ChangeRun
    do throws(CBORError) {
      var reader = CBORReader(run)
      kept = try ChangeRun(from: &reader)
    } catch {
      throw .damaged("a fork that is kept cannot be read, \(error)")
    }
    var changed = false
    let changes = try kept.changes.map { bytes throws(RegionError) in
      guard let change = try? Change(encoded: bytes, writer: writer), change.content != nil,
        try goes(change.header)
      else { return bytes }
      changed = true
      return change.erased(hashing).encoded
    }
    guard changed else { return nil }
    var out = CBORWriter()
    ChangeRun(writer: kept.writer, first: kept.first, changes: changes, seal: kept.seal)
      .encode(to: &out)
    return out.bytes
  }
}

extension SpaceLog {
  /// Adds an order to erase, and answers where it lies.
  ///
  /// - Parameter time: milliseconds since 1970 (UTC).
  mutating func append(
    _ request: ErasureRecord, _ parts: [LogEntry.Erasure.Part], at time: UInt64,
    to transaction: any RegionWriting
  ) throws(RegionError) -> UInt64 {
    let order = LogEntry.Erasure(
      parts: parts, ground: hashing.sha256(Array(request.ground.utf8)),
      requestedBy: request.requestedBy, approvedBy: request.decidedBy, time: time)
    let record = try append(.erasure(order), received: time, to: transaction)
    try transaction.addErasureOrder(at: record.position, for: request.number, in: space.number)
    return record.position
  }
}
