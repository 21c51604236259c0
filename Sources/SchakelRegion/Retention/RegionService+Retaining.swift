public import SchakelCore

// Erasing what is due: what a coordinator has seen, or what is due each day.
extension RegionService {
  /// The documents that go in one transaction.
  private static let batch = 200
  /// How far from a day the time between two daily runs may be.
  private static let leash: UInt64 = 7 * RetentionTerm.dayLength

  /// Erases what was previewed, and nothing else: a document to which anything came since then stays. It is
  /// on the record and in the ledger as each erasure is, under the coordinator's name, who alone decides
  /// it: the terms say what goes, and somebody has seen the list.
  ///
  /// It goes some hundreds of documents at a time, so that devices are served meanwhile. What breaks off
  /// goes on with the same token.
  ///
  /// - Parameters:
  ///   - token: of the last preview.
  ///   - person: a coordinator of every space in which something goes.
  ///   - ground: why, in words.
  ///   - daily: whether the region goes on by itself from then on (``keepRetention()``).
  /// - Throws: `unknownPreview`, also where terms changed or the region was put back since; `notCoordinator`;
  ///   `invalidInput` for a ground that is empty or too long.
  public func applyRetention(
    _ token: String, by person: PersonID, ground: String, daily: Bool = false
  ) async throws(RegionError) -> RetentionReport {
    guard !ground.utf8.isEmpty, ground.utf8.count <= Limits.reasonBytes else {
      throw .invalid("the ground must have 1 to \(Limits.reasonBytes) bytes: say why it must go")
    }
    let places = try await store.read { [self] store throws(RegionError) in
      _ = try preview(token, store)
      let places = try store.retentionDue()
      try requireCoordinator(person, in: Set(places.map(\.space)), store)
      return places
    }
    let decision = RetentionDecision(
      token: token, person: person, decidedBy: person, ground: ground)
    let report = try await erase(places, decision)
    try await write(cost: 128) { [self] transaction throws(RegionError) in
      let preview = try preview(token, transaction)
      if daily {
        try requireCoordinator(person, in: try transaction.spaces().map(\.number), transaction)
        let now = environment.now()
        try transaction.save(
          RetentionDaily(
            person: person, ground: ground, since: now, lastRun: now, epoch: preview.epoch,
            terms: preview.terms))
      }
      try transaction.removeRetentionPreview()
    }
    _ = try? await sweep()
    return report
  }

  /// That the region erases each day what is due; nil where nobody asked for that.
  public func retentionDaily() async throws(RegionError) -> RetentionDaily? {
    try await store.read { store throws(RegionError) in try store.retentionDaily() }
  }

  /// Has the region go on by itself no longer. Answers whether it did.
  /// - Throws: `notCoordinator` for one who is no coordinator of any space.
  public func stopRetention(by person: PersonID) async throws(RegionError) -> Bool {
    try await write(cost: 64) { transaction throws(RegionError) in
      guard try transaction.isCoordinator(person) else { throw .notCoordinator }
      let wasOn = try transaction.retentionDaily() != nil
      try transaction.save(nil as RetentionDaily?)
      return wasOn
    }
  }

  /// Erases what is due by now, if a coordinator asked for that to be done each day, and the last time was
  /// a day ago. Whoever serves calls it now and then.
  ///
  /// The clock decides here what is destroyed, with nobody looking. So a run that is more than a week late
  /// does not take place, nor one after the terms changed or the region was put back: somebody previews and
  /// applies it then, as the first time.
  public func keepRetention() async throws(RegionError) -> RetentionRun {
    guard var daily = try await retentionDaily() else { return .notDue }
    let now = environment.now()
    if now >= daily.lastRun, now - daily.lastRun < RetentionTerm.dayLength { return .notDue }
    if let reason = try await doubt(daily, at: now) { return .suspended(reason) }
    let found = try await due(at: now)
    guard found.terms == daily.terms else { return .suspended(.otherTerms) }
    let spaces = Set(found.due.map(\.place.space))
    let mayDecide = try await store.read { [daily] store throws(RegionError) in
      for space in spaces where try !store.isCoordinator(daily.person, of: space) {
        return false
      }
      return true
    }
    guard mayDecide else { return .suspended(.noCoordinator) }
    let decision = RetentionDecision(
      token: nil, person: daily.person, decidedBy: environment.identity.person,
      ground: daily.ground)
    let report = try await erase(found.due.map(\.place), decision)
    daily.lastRun = now
    let ran = daily
    try await write(cost: 64) { transaction throws(RegionError) in
      // Somebody may have stopped it meanwhile.
      if try transaction.retentionDaily() != nil { try transaction.save(ran) }
    }
    if report.erased > 0 { _ = try? await sweep() }
    return .done(report)
  }

  private func doubt(
    _ daily: RetentionDaily, at now: UInt64
  ) async throws(RegionError) -> RetentionRun.Reason? {
    let epoch = try await store.read { store throws(RegionError) in try store.region()?.epoch }
    if epoch != daily.epoch { return .putBack }
    return now < daily.lastRun || now - daily.lastRun > Self.leash ? .clock : nil
  }

  // MARK: One after the other

  private func erase(
    _ places: [RetentionPlace], _ decision: RetentionDecision
  ) async throws(RegionError) -> RetentionReport {
    var report = RetentionReport()
    for start in stride(from: 0, to: places.count, by: Self.batch) {
      let some = places[start..<min(start + Self.batch, places.count)]
      for space in Set(some.map(\.space)).sorted() {
        let part = some.filter { $0.space == space }
        let number = try await erase(part, in: space, decision, &report)
        if let number { report.requests.append(number) }
      }
    }
    return report
  }

  /// Erases those of some documents of one space that are as they were; answers the request's number.
  private func erase(
    _ places: [RetentionPlace], in number: Int64, _ decision: RetentionDecision,
    _ report: inout RetentionReport
  ) async throws(RegionError) -> Int64? {
    let result = try await write(cost: 4_096 * places.count) {
      [self] transaction throws(RegionError) -> (number: Int64?, erased: Int) in
      if let token = decision.token { _ = try preview(token, transaction) }
      guard let space = try transaction.space(number: number) else { return (nil, 0) }
      try requireCoordinator(decision.person, in: [number], transaction)
      var documents: Set<DocumentID> = []
      for place in places {
        guard let record = try transaction.document(number: place.document, in: number),
          record.latest == place.latest, record.waiting == 0,
          try transaction.erasure(of: .document(record.id)) == nil
        else { continue }
        documents.insert(record.id)
      }
      if decision.token != nil { try transaction.removeRetentionDue(places) }
      guard !documents.isEmpty else { return (nil, 0) }
      let now = environment.now()
      let record = ErasureRecord(
        number: 0, subject: ErasureSubject(documents), ground: decision.ground,
        requestedBy: decision.person, requested: now, status: .approved,
        decidedBy: decision.decidedBy, decided: now)
      return (try carryOut(record, in: space.id, transaction), documents.count)
    }
    report.erased += result.erased
    report.left += places.count - result.erased
    return result.number
  }

  /// The list that was seen, if nothing that it depends on is other than it was.
  @discardableResult
  private func preview(
    _ token: String, _ store: any RegionReading
  ) throws(RegionError) -> RetentionPreviewRecord {
    guard let preview = try store.retentionPreview(),
      preview.token.text.utf8.elementsEqual(token.utf8),
      try store.region()?.epoch == preview.epoch, try digest(ofTerms: store) == preview.terms
    else { throw .unknownPreview }
    return preview
  }
}

/// On whose word documents go, and why.
private struct RetentionDecision: Sendable {
  /// Of the list that was seen; nil for what is due each day.
  let token: String?
  /// The coordinator whose decision it is.
  let person: PersonID
  /// Who is on record as having agreed: the same, or the region.
  let decidedBy: PersonID
  let ground: String
}
