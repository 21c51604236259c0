import SchakelCore

/// Checks all that a region keeps against its log, and the log against itself: in one state of the store,
/// of which nothing is changed.
///
/// - Each space's log is played again as by an auditor (`AuditVerifier`): chains, seals, checkpoints, rights,
///   the merge, the rule, digests, records.
/// - What lies beside the log is held against it: the hash at each entry, the ends of streams, which changes
///   are known to be erased.
/// - Each document is made anew from its entries, and has to have the very bytes that are kept.
/// - The ledger is read from end to end, and what the database obeyed of it has to be there.
///
/// After the first fault of a sort in a space it goes on with the next.
struct RegionChecker {
  let store: any RegionReading
  let environment: RegionEnvironment
  let progress: @Sendable (RegionVerification.Step) -> Void
  var result: RegionVerification

  init(
    _ store: any RegionReading, name: String, _ environment: RegionEnvironment,
    progress: @escaping @Sendable (RegionVerification.Step) -> Void
  ) {
    self.store = store
    self.environment = environment
    self.progress = progress
    result = RegionVerification(name: name)
  }

  /// Checks one space.
  mutating func check(_ space: SpaceRecord) {
    let info = SpaceInfo(id: space.id, name: space.name)
    progress(.log(info))
    run(info) { checker throws(RegionError) in try checker.audit(space, info) }
    run(info) { checker throws(RegionError) in try checker.checkLog(of: space, info) }
    progress(.documents(info))
    run(info) { checker throws(RegionError) in try checker.checkDocuments(of: space, info) }
  }

  mutating func note(_ fault: RegionFault) { result.faults.append(fault) }

  private mutating func run(
    _ space: SpaceInfo, _ body: (inout RegionChecker) throws(RegionError) -> RegionFault?
  ) {
    do throws(RegionError) {
      if let fault = try body(&self) { note(fault) }
    } catch {
      note(RegionFault(.unreadable, error.message, in: space))
    }
  }

  // MARK: The log

  private mutating func audit(
    _ space: SpaceRecord, _ info: SpaceInfo
  ) throws(RegionError) -> RegionFault? {
    let check = AuditCheck(environment)
    var export = AuditExport(store: store, environment: environment) {
      bytes throws(RegionError) in try check.take(bytes)
    }
    do throws(RegionError) {
      try export.write([space], for: nil, at: environment.now())
    } catch {
      guard let fault = check.fault else { throw error }
      return RegionFault(fault, in: info)
    }
    switch check.finish() {
    case .success(let report): result.spaces += report.spaces
    case .failure(let fault): return RegionFault(fault, in: info)
    }
    return nil
  }

  /// What lies beside the log, so that it need not be read for each question.
  private func checkLog(
    of space: SpaceRecord, _ info: SpaceInfo
  ) throws(RegionError) -> RegionFault? {
    var links = StreamLinks(space: space.id, store: store, hashing: environment.hashing)
    var fault: RegionFault?
    var hash: Digest?
    var position: UInt64 = 0
    try store.entries(
      in: space.number, after: 0, wantsBytes: { _, _, _ throws(RegionError) in true }
    ) { record throws(RegionError) in
      position += 1
      let entry = try links.entry(record)
      if hash == nil { hash = try genesis(of: space, record) }
      guard let before = hash else { return false }
      let next = LogHash.next(
        after: before, entry: entry.hashed, hashing: environment.hashing)
      hash = next
      fault = try self.fault(in: record, position, next, space, info)
      return fault == nil
    }
    if let fault { return fault }
    guard position == space.position, hash == space.hash || position == 0 else {
      return RegionFault(
        .log, "the log ends elsewhere than its space says", in: info, at: position)
    }
    return try checkStreams(links, space, info)
  }

  private func genesis(
    of space: SpaceRecord, _ first: LogRecord
  ) throws(RegionError) -> Digest {
    guard case .epoch(let start) = try LogEntry(first) else {
      throw .damaged("the log of \(space.id.text) does not begin with an epoch")
    }
    return LogHash.genesis(
      space: space.id, epoch: start.epoch, hashing: environment.hashing)
  }

  private func fault(
    in record: LogRecord, _ position: UInt64, _ hash: Digest, _ space: SpaceRecord,
    _ info: SpaceInfo
  ) throws(RegionError) -> RegionFault? {
    guard record.position == position else {
      return RegionFault(.log, "an entry is missing", in: info, at: position)
    }
    guard record.mark == hash.prefix64 else {
      return RegionFault(.log, "another hash is kept than the log has here", in: info, at: position)
    }
    guard record.tag == .erasure, case .erasure(let order) = try LogEntry(record) else {
      return nil
    }
    for dot in order.parts.flatMap(\.dots)
    where try store.erased(dot, in: space.number) == nil {
      return RegionFault(
        .log, "the order to erase \(dot.text) is not known outside the log", in: info,
        at: position)
    }
    return nil
  }

  private func checkStreams(
    _ links: StreamLinks, _ space: SpaceRecord, _ info: SpaceInfo
  ) throws(RegionError) -> RegionFault? {
    for stream in try store.streams(in: space.number) {
      let end = links.streams[stream.number]
      guard end?.counter ?? 0 == stream.counter, end == nil || end?.tip == stream.tip else {
        return RegionFault(
          .log, "the stream of \(stream.writer.text) is kept with another end than the log has",
          in: info)
      }
    }
    return nil
  }

  // MARK: Documents

  private func checkDocuments(
    of space: SpaceRecord, _ info: SpaceInfo
  ) throws(RegionError) -> RegionFault? {
    var writers = StreamWriters()
    var fault: RegionFault?
    try store.documents(in: space.number, after: 0) { record throws(RegionError) in
      guard try !isWhole(record, &writers) else { return true }
      fault = RegionFault(
        .document, "a document is kept otherwise than the log makes it", in: info,
        document: record.id)
      return false
    }
    return fault
  }

  private func isWhole(
    _ record: DocumentRecord, _ writers: inout StreamWriters
  ) throws(RegionError) -> Bool {
    let past = try DocumentPast(
      of: record.id, latest: record.latest, in: record.space, from: store, &writers)
    let made = try LedgerMaker(past, hashing: environment.hashing).state
    guard try store.waiting(for: record.number, in: record.space).count == Int(record.waiting)
    else { return false }
    if record.isEmpty { return made.vector.entries.isEmpty }
    let kept = try store.storedState(of: record, &writers).encoded()
    let share: UInt64
    do throws(CBORError) {
      share = try DocumentDigest.share(of: record.id, state: kept, hashing: environment.hashing)
    } catch {
      return false
    }
    return kept == made.encoded() && share == record.share
  }
}
