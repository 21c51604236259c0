public import SchakelCore

// What goes by itself when its time is over: terms, and a look at what they come to.
extension RegionService {
  /// How long each kind is kept in each space: of all kinds that this version knows, and of those that
  /// somebody decided on.
  public func retentionTerms() async throws(RegionError) -> [RetentionTerm] {
    try await store.read { [self] store throws(RegionError) in try terms(store) }
  }

  /// Decides how long a kind is kept in a space. What was previewed has to be previewed anew, and a daily
  /// run waits until somebody has looked.
  ///
  /// - Parameters:
  ///   - days: after the last change; nil for good.
  ///   - person: a coordinator of the space.
  /// - Throws: `noAccess` for an unknown space; `notCoordinator`; `invalidInput` for days beyond
  ///   ``RetentionTerm/bounds``.
  public func setRetention(
    of kind: Name, in id: SpaceID, days: UInt64?, by person: PersonID
  ) async throws(RegionError) {
    if let days, !RetentionTerm.bounds.contains(days) {
      throw .invalid(
        "a term is \(RetentionTerm.bounds.lowerBound) to \(RetentionTerm.bounds.upperBound) days")
    }
    guard (1...Limits.nameBytes).contains(kind.byteCount) else {
      throw .invalid("a kind has a name of 1 to \(Limits.nameBytes) bytes")
    }
    try await write(cost: 128) { [self] transaction throws(RegionError) in
      guard let space = try transaction.space(id) else { throw .noAccess }
      try requireCoordinator(person, in: [space.number], transaction)
      try transaction.save(
        RetentionRecord(
          space: space.number, kind: kind, days: days, decidedBy: person,
          decided: environment.now()))
      try transaction.removeRetentionPreview()
    }
  }

  /// Says what would go if it was applied now, and keeps the list, in place of the last one: nothing is
  /// erased.
  /// - Complexity: reads the rows of all documents, and the logs of spaces in which something is due.
  public func previewRetention() async throws(RegionError) -> RetentionPreview {
    let now = environment.now()
    let found = try await due(at: now)
    return try await write(cost: 64 + 32 * found.due.count) {
      [self] transaction throws(RegionError) in
      guard let epoch = try transaction.region()?.epoch else { throw .notFounded }
      let terms = try digest(ofTerms: transaction)
      guard terms == found.terms else { throw .retentionChanged }
      let token = token(for: found.due, at: now, terms)
      try transaction.save(
        RetentionPreviewRecord(token: token, time: now, epoch: epoch, terms: terms),
        due: found.due.map(\.place))
      return RetentionPreview(
        token: token.text, time: now, documents: found.due, held: found.held)
    }
  }

  /// The token of the list that is kept; nil where there is none.
  func previewToken() throws(RegionError) -> String? {
    try store.look { store throws(RegionError) in try store.retentionPreview()?.token.text }
  }

  // MARK: For those who apply it

  struct Found: Sendable {
    var due: [DueDocument] = []
    var held: [DueDocument] = []
    var terms: Digest
  }

  func due(at now: UInt64) async throws(RegionError) -> Found {
    try await store.read { [self] store throws(RegionError) in
      var found = Found(terms: try digest(ofTerms: store))
      let terms = try terms(store)
      for space in try store.spaces() {
        let own = terms.filter { $0.space.id == space.id }
        var search = RetentionSearch(
          in: space,
          terms: Dictionary(own.map { ($0.kind, $0.days) }, uniquingKeysWith: { _, last in last }),
          now: now)
        try search.run(store)
        found.due += search.due
        found.held += search.held
      }
      return found
    }
  }

  private func terms(_ store: any RegionReading) throws(RegionError) -> [RetentionTerm] {
    let decided = try store.retentionTerms()
    var terms: [RetentionTerm] = []
    for space in try store.spaces() {
      let own = decided.filter { $0.space == space.number }
      let others = own.map(\.kind).filter { Kind.named($0) == nil }
      for kind in Kind.all.map(\.name) + others {
        let record = own.first { $0.kind == kind }
        terms.append(
          RetentionTerm(
            space: SpaceInfo(id: space.id, name: space.name), kind: kind,
            days: record.map(\.days) ?? RetentionTerm.standard(for: kind),
            decidedBy: record?.decidedBy, decided: record?.decided))
      }
    }
    return terms
  }

  /// Of all that decides what is due, but for what is there.
  func digest(ofTerms store: any RegionReading) throws(RegionError) -> Digest {
    var out = CBORWriter()
    out.array(try terms(store)) { term, out in
      out.arrayHead(3)
      out.identifier(term.space.id)
      out.text(term.kind.text)
      // No term is of no days.
      out.unsigned(term.days ?? 0)
    }
    return environment.hashing.sha256(Array("schakel/retention-terms/1".utf8) + out.bytes)
  }

  private func token(for due: [DueDocument], at now: UInt64, _ terms: Digest) -> Digest {
    var out = CBORWriter()
    out.arrayHead(3)
    out.unsigned(now)
    out.digest(terms)
    out.array(due) { each, out in
      out.arrayHead(3)
      out.identifier(each.space.id)
      out.byteString(each.document.bytes)
      out.unsigned(each.place.latest)
    }
    return environment.hashing.sha256(Array("schakel/retention/1".utf8) + out.bytes)
  }

  func requireCoordinator(
    _ person: PersonID, in spaces: some Sequence<Int64>, _ store: any RegionReading
  ) throws(RegionError) {
    for space in spaces where try !store.isCoordinator(person, of: space) {
      throw .notCoordinator
    }
  }
}

extension RegionError {
  static let retentionChanged = RegionError(
    .unknownPreview, "the terms changed meanwhile: preview it again")
  /// There is no list with that token.
  public static let unknownPreview = RegionError(
    .unknownPreview,
    "this is not the token of the last preview, or something it depends on changed since: preview it again, "
      + "and look at what would go")
}
