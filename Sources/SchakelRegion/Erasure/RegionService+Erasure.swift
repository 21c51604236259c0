public import SchakelCore

// What must go: one coordinator asks for it, another agrees, and every device confirms.
extension RegionService {
  /// Asks for something to be erased. Nothing goes before another coordinator has agreed.
  ///
  /// - Parameters:
  ///   - ground: why, in words: of them the log gets the SHA-256 alone.
  ///   - person: who asks: a coordinator of a space in which there is something to erase.
  /// - Throws: `unknownSubject`; `notCoordinator`; `invalidInput` for a ground that is empty or too long,
  ///   and where the same was asked for already.
  /// - Complexity: reads the log of every space.
  public func requestErasure(
    of subject: ErasureSubject, ground: String, by person: PersonID
  ) async throws(RegionError) -> ErasureReport {
    guard !ground.utf8.isEmpty, ground.utf8.count <= Limits.reasonBytes else {
      throw .invalid("the ground must have 1 to \(Limits.reasonBytes) bytes: say why it must go")
    }
    let surveys = try await surveys(of: subject)
    guard !surveys.isEmpty else { throw .unknownSubject }
    let number = try await write(cost: ground.utf8.count + 256) {
      [self] transaction throws(RegionError) in
      try requireCoordinator(person, of: surveys, transaction)
      let open = try transaction.erasures().first {
        $0.subject == subject && $0.status == .requested
      }
      if let open { throw .invalid("that was asked for already: request \(open.number)") }
      return try transaction.add(
        ErasureRecord(
          number: 0, subject: subject, ground: ground, requestedBy: person,
          requested: environment.now()))
    }
    return try await erasure(number)
  }

  /// Takes a request back, before anybody has agreed.
  /// - Throws: `unknownErasure`; `notCoordinator`.
  public func withdrawErasure(
    _ number: Int64, by person: PersonID
  ) async throws(RegionError) -> ErasureReport {
    let surveys = try await surveys(of: try await open(number).subject)
    try await write(cost: 256) { [self] transaction throws(RegionError) in
      // Somebody may have agreed in a transaction that did not end well: that is in the ledger.
      try obeyRest(transaction)
      var record = try open(number, transaction)
      try requireCoordinator(person, of: surveys, transaction)
      (record.status, record.decidedBy, record.decided) = (.withdrawn, person, environment.now())
      try transaction.save(record)
    }
    return try await erasure(number)
  }

  /// Agrees to a request, and carries it out: when this returns the words are in no answer of the
  /// region's any more, and every device that follows a log learns that it is to erase them. The bytes
  /// leave the region's file as soon as nobody reads from it (``sweep()``).
  ///
  /// Of a person the name goes too, and the operator's own name for them; the person leaves all spaces,
  /// and their devices are revoked.
  ///
  /// - Parameters:
  ///   - person: who agrees: a coordinator as for the request, and another one.
  ///   - review: what becomes of changes that may have copied words.
  /// - Throws: `unknownErasure`; `notCoordinator`, also for the one who asked; `reviewNeeded`.
  public func approveErasure(
    _ number: Int64, by person: PersonID, review: ErasureReview = .unseen
  ) async throws(RegionError) -> ErasureReport {
    let surveys = try await surveys(of: try await open(number).subject, review)
    try await write(cost: 1 << 20) { [self] transaction throws(RegionError) in
      var record = try open(number, transaction)
      try requireCoordinator(person, of: surveys, transaction)
      guard record.requestedBy != person else { throw .secondCoordinator }
      (record.status, record.decidedBy, record.decided) = (.approved, person, environment.now())
      let read = try reviewed(surveys, record.subject, review, transaction)
      try transaction.save(record)
      for survey in read {
        // Its head may have moved with the spaces before it.
        guard let space = try transaction.space(number: survey.space.number) else { continue }
        var erasure = SpaceErasure(
          space, for: record, transaction: transaction, environment: environment, limits: limits)
        try erasure.erase(survey.named)
      }
      if case .person(let subject) = record.subject { try forget(subject, record, transaction) }
      try transaction.noteUnswept()
      try note([.erasure(record, try orders(for: record, transaction))], transaction)
    }
    // What is left to be swept is tried again by whoever serves.
    _ = try? await sweep()
    return try await erasure(number)
  }

  /// Takes what was erased out of what the store writes ahead. Answers whether nothing is left there:
  /// where somebody reads at the same time it is to be asked again.
  @discardableResult
  public func sweep() async throws(RegionError) -> Bool { try await store.sweep() }

  // MARK: What it concerns

  /// What is found beside other reads and writes; a transaction then has the little to read that came
  /// meanwhile.
  func surveys(
    of subject: ErasureSubject, _ review: ErasureReview = .unseen
  ) async throws(RegionError) -> [ErasureSurvey] {
    try await store.read { store throws(RegionError) in
      var surveys: [ErasureSurvey] = []
      for space in try store.spaces() {
        var survey = ErasureSurvey(of: subject, in: space)
        try survey.read(from: store)
        try survey.include(review, from: store)
        if !survey.isEmpty { surveys.append(survey) }
      }
      return surveys
    }
  }

  /// The surveys as they are now, with what was reviewed.
  private func reviewed(
    _ surveys: [ErasureSurvey], _ subject: ErasureSubject, _ review: ErasureReview,
    _ transaction: any RegionWriting
  ) throws(RegionError) -> [ErasureSurvey] {
    var all: [ErasureSurvey] = []
    var chosen: Set<Dot> = []
    for space in try transaction.spaces() {
      var survey =
        surveys.first { $0.space.number == space.number } ?? ErasureSurvey(of: subject, in: space)
      try survey.read(from: transaction)
      if case .unseen = review, !survey.derived.isEmpty {
        throw .reviewNeeded(survey.derived.count)
      }
      try survey.include(review, from: transaction)
      chosen.formUnion(survey.included)
      if !survey.isEmpty { all.append(survey) }
    }
    if case .erase(let dots) = review, !dots.isSubset(of: chosen) {
      throw .invalid("one of the changes that were named is not among those to look at")
    }
    return all
  }

  private func requireCoordinator(
    _ person: PersonID, of surveys: [ErasureSurvey], _ store: any RegionReading
  ) throws(RegionError) {
    // A document that says it is a copy gives nobody a right to the original.
    for survey in surveys where survey.count > 0 {
      if try store.isCoordinator(person, of: survey.space.number) { return }
    }
    throw .notCoordinator
  }

  private func open(_ number: Int64) async throws(RegionError) -> ErasureRecord {
    try await store.read { [self] store throws(RegionError) in try open(number, store) }
  }

  private func open(
    _ number: Int64, _ store: any RegionReading
  ) throws(RegionError) -> ErasureRecord {
    guard let record = try store.erasure(number), record.status == .requested else {
      throw .unknownErasure
    }
    return record
  }

  // MARK: A person

  /// The person's name, and the operator's for them, are no part of the log. What is: the person left,
  /// and their devices are to be emptied: a device that is only out of use would hear of no order, and keep
  /// the words.
  func forget(
    _ person: PersonID, _ request: ErasureRecord, _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard var row = try transaction.person(person) else { return }
    let isNamed = !row.name.utf8.isEmpty
    (row.name, row.handle) = ("", "erased " + person.text)
    try transaction.save(row)
    let now = environment.now()
    for device in try transaction.devices(of: person) {
      try transaction.save(name: "", of: device.replica)
      guard device.status != .wiped else { continue }
      // The ledger has the person's erasure, which says this too.
      _ = try takeOut(device, as: .wiped, by: request.decidedBy, at: now, transaction)
    }
    for space in try transaction.spaces(everOf: person)
    where try !transaction.hasLeft(person, space.number) || isNamed {
      var log = SpaceLog(space, environment, limits)
      // Only a coordinator of that very space gives roles there; else it is the operator's doing.
      let actor = try transaction.decider(request.decidedBy, in: space.number)
      try write(
        LogEntry.Member(person: person, role: .none, actor: actor, time: now), to: &log,
        transaction)
      try log.save(to: transaction)
    }
  }
}

extension ErasureSurvey {
  /// Adds what a reviewer says of what was derived.
  fileprivate mutating func include(
    _ review: ErasureReview, from store: any RegionReading
  ) throws(RegionError) {
    switch review {
    case .unseen, .keepAll: return
    case .eraseAll:
      while !derived.isEmpty { try include(Set(derived.map(\.dot)), from: store) }
    case .erase(let dots): try include(dots, from: store)
    }
  }
}
