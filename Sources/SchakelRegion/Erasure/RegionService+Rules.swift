import SchakelCore

// What goes by a rule: nobody asks another for agreement, and what others made of it is looked at later.
extension RegionService {
  /// The ground of an erasure that a withdrawn consent led to.
  public static let withdrawnConsent = "consent withdrawn"
  /// The ground of a request about what others made of that: a coordinator decides.
  public static let madeOfWithdrawn = "may have words of a profile whose consent was withdrawn"

  /// Erases documents whose consent was taken back, in the transaction that heard of it: one request for
  /// each who wrote that down, decided by the region, in the ledger too.
  ///
  /// What is looked through is the documents' own entries. Whether others carried their words elsewhere
  /// would take the whole log, and is for ``followErasures()``.
  func erase(
    _ withdrawals: [Withdrawal], in id: SpaceID, _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard let first = withdrawals.first else { return }
    var left = withdrawals
    var author = first.author
    while !left.isEmpty {
      let documents = Set(left.filter { $0.author == author }.map(\.document))
      let now = environment.now()
      let record = ErasureRecord(
        number: 0, subject: ErasureSubject(documents), ground: Self.withdrawnConsent,
        requestedBy: author, requested: now, status: .approved,
        decidedBy: environment.identity.person, decided: now)
      try transaction.noteUnfollowed(try carryOut(record, in: id, transaction))
      left.removeAll { $0.author == author }
      author = left.first?.author ?? author
    }
  }

  /// Writes a request down that needs nobody else's word, erases its documents, and has that in the
  /// ledger. Answers its number.
  func carryOut(
    _ record: ErasureRecord, in id: SpaceID, _ transaction: any RegionWriting
  ) throws(RegionError) -> Int64 {
    guard let space = try transaction.space(id) else { throw .noAccess }
    var named: [DocumentID: Set<Dot>] = [:]
    var writers = StreamWriters()
    for document in record.subject.documents {
      named[document] = try transaction.dots(of: document, in: space.number, &writers)
    }
    let number = try transaction.add(record)
    guard let request = try transaction.erasure(number) else { throw .unknownErasure }
    var erasure = SpaceErasure(
      space, for: request, transaction: transaction, environment: environment, limits: limits)
    try erasure.erase(named)
    try note([.erasure(request, try orders(for: request, transaction))], transaction)
    return number
  }

  /// Looks, for each erasure that a rule led to, at what became elsewhere of what went, which takes the
  /// log of every space: what carries the words again goes too. What others wrote in the place of such
  /// words, and documents that say they are copies, are asked for in requests that wait for one
  /// coordinator: the region is the one who asks.
  ///
  /// Whoever serves calls it now and then; where there is nothing to look at it is one question.
  public func followErasures() async throws(RegionError) {
    let numbers = try store.look { store throws(RegionError) in try store.unfollowedErasures() }
    for number in numbers { try await follow(number) }
    if !numbers.isEmpty { _ = try await sweep() }
  }

  private func follow(_ number: Int64) async throws(RegionError) {
    let record = try await store.read { store throws(RegionError) in try store.erasure(number) }
    guard let record else { throw .unknownErasure }
    let surveys = try await surveys(of: record.subject)
    try await write(cost: 1 << 16) { [self] transaction throws(RegionError) in
      // Another process may have looked meanwhile.
      guard try transaction.unfollowedErasures().contains(number) else { return }
      let before = try orders(for: record, transaction).count
      for survey in surveys { try follow(survey, record, transaction) }
      try transaction.noteFollowed(number)
      let orders = try orders(for: record, transaction)
      if orders.count > before { try note([.erasure(record, orders)], transaction) }
    }
  }

  private func follow(
    _ found: ErasureSurvey, _ record: ErasureRecord, _ transaction: any RegionWriting
  ) throws(RegionError) {
    var survey = found
    try survey.read(from: transaction)
    guard let space = try transaction.space(number: survey.space.number) else { return }
    var erasure = SpaceErasure(
      space, for: record, transaction: transaction, environment: environment, limits: limits)
    try erasure.erase(survey.named)
    guard record.ground.utf8.elementsEqual(Self.withdrawnConsent.utf8) else { return }
    if !survey.derived.isEmpty { try ask(for: record.subject, transaction) }
    for copy in survey.copies { try ask(for: .document(copy), transaction) }
  }

  /// Asks coordinators for something, unless that was done or asked before.
  private func ask(
    for subject: ErasureSubject, _ transaction: any RegionWriting
  ) throws(RegionError) {
    let isKnown = try transaction.erasures().contains {
      $0.subject == subject && $0.requestedBy == environment.identity.person
    }
    guard !isKnown else { return }
    _ = try transaction.add(
      ErasureRecord(
        number: 0, subject: subject, ground: Self.madeOfWithdrawn,
        requestedBy: environment.identity.person, requested: environment.now()))
  }
}

extension RegionReading {
  /// All that the log has about a document, refused changes too: what a survey finds in it, at the cost
  /// of these entries.
  func dots(
    of document: DocumentID, in space: Int64, _ writers: inout StreamWriters
  ) throws(RegionError) -> Set<Dot> {
    guard let record = try self.document(document), record.space == space else { return [] }
    var dots: Set<Dot> = []
    var position = record.latest
    while position > 0 {
      guard let entry = try entry(at: position, in: space),
        let writer = try writers.writer(ofStream: entry.stream, from: self)
      else { throw .damaged("the log has no entry of a stream at \(position)") }
      dots.insert(Dot(writer: writer, counter: entry.counter))
      position = entry.previous
    }
    return dots
  }
}
