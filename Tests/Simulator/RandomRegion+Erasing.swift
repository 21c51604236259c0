import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Orders to erase in the midst of everything, and what has to be gone when all is well again.
extension RandomRegion {
  /// One coordinator asks that a document be erased, or two, and the other agrees.
  mutating func erase() async throws {
    guard let people = decisions?.coordinators else { return }
    let documents = try await documentsToErase()
    guard !documents.isEmpty else { return }
    story.append("\(documents.map(\.text).joined(separator: " and ")) is to be erased")
    decisions?.ask(for: documents)
    for index in devices.indices { try noteErased(on: index) }
    for stick in carried.sticks { try noteErased(in: Bundle(encoded: stick.bytes).runs) }
    for space in spaces {
      for change in try await regionLog(of: space).readable { decisions?.note(change) }
    }
    let subject: ErasureSubject =
      documents.count == 1 ? .document(documents[0]) : .documents(documents)
    let review: ErasureReview = random.below(2) == 0 ? .eraseAll : .keepAll
    let request = try await region.service.requestErasure(
      of: subject, ground: "drawn", by: people[0])
    _ = try await region.service.approveErasure(
      request.record.number, by: people[1], review: review)
    decisions?.order(documents)
  }

  /// One or two that the region has and nobody asked for yet.
  private mutating func documentsToErase() async throws -> [DocumentID] {
    guard let space = spaces.randomElement(using: &random), let decisions else { return [] }
    let all = Set(try await regionLog(of: space).readable.map(\.header.document))
      .subtracting(decisions.asked).sorted()
    var documents: Set<DocumentID> = []
    for _ in 0...random.below(2) {
      if let document = all.randomElement(using: &random) { documents.insert(document) }
    }
    return documents.sorted()
  }

  /// Remembers what a device wrote in documents that are to be erased.
  mutating func noteErased(on index: Int) throws {
    guard let decisions, !decisions.asked.isEmpty else { return }
    try noteErased(in: try runs(of: devices[index]))
  }

  /// All that a device would hand on.
  func runs(of device: TestDevice) throws -> [ChangeRun] {
    try device.replica.spaces().filter(\.role.mayRead).flatMap {
      try device.replica.exportBundle(of: $0.id, signer: device.signer).bundle.runs
    }
  }

  private mutating func noteErased(in runs: [ChangeRun]) throws {
    for run in runs {
      for item in run.changes {
        // Of some there is a link alone, and of Mallory's some say nothing.
        guard let change = try? Change(encoded: item, writer: run.writer) else { continue }
        decisions?.note(change)
      }
    }
  }

  // MARK: When all is well

  /// What is left of what was erased, or gone without an order, or nil.
  func erasureFault() async throws -> String? {
    guard let decisions else { return nil }
    let approved = Set(
      try await region.service.erasures().filter { $0.status == .approved }
        .flatMap(\.subject.namedDocuments))
    if let document = decisions.ordered.subtracting(approved).min() {
      return "the region forgot that \(document.text) was erased"
    }
    if let document = approved.subtracting(decisions.asked).min() {
      return "the region erased \(document.text), which nobody asked for"
    }
    var gone: [Digest: [UInt8]] = [:]
    for space in spaces {
      let log = try await regionLog(of: space)
      if let fault = try log.wordsFault(of: approved) { return fault }
      for change in try log.readable where change.content == nil {
        // Mallory's have one salt, all of them.
        guard change.writer.replica != carried.mallory?.replica.identity.replica else { continue }
        let digest = change.payload.digest(.portable)
        gone[digest] = decisions.salts[digest]
      }
    }
    return try await words(of: gone)
  }

  /// Who still has words that are gone from the region's log, in a file or to hand on; or nil.
  private func words(of gone: [Digest: [UInt8]]) async throws -> String? {
    guard !gone.isEmpty else { return nil }
    for (index, device) in devices.enumerated() {
      for run in try runs(of: device) {
        for item in run.changes {
          guard let change = try? Change(encoded: item, writer: run.writer),
            change.content != nil, gone[change.payload.digest(.portable)] != nil
          else { continue }
          return "device \(index) hands on \(change.dot.text), which was erased"
        }
      }
    }
    return try await check(for: Array(gone.values))
  }
}

extension ErasureSubject {
  /// What goes as a whole; none for a person.
  var namedDocuments: [DocumentID] {
    switch self {
    case .document(let document): [document]
    case .documents(let documents): documents
    case .person: []
    }
  }
}

extension ChangeHeader {
  /// The changes whose words it says again.
  var carries: [Dot] {
    var dots = operations.flatMap { $0.origins.compactMap { $0?.dot } }
    if let dot = origin?.dot { dots.append(dot) }
    return dots
  }

  /// The same, and those whose words it took the place of.
  var sources: [Dot] { carries + operations.flatMap { $0.replaces.map(\.dot) } }
}

extension ChangeHeader.Origin {
  /// Of a change that is said again whole.
  fileprivate var dot: Dot? { if case .change(let dot, _) = self { dot } else { nil } }
}

extension RegionLog {
  /// Words in the log that were to go, words that went and no order names, or an order that names what
  /// nobody asked for; or nil.
  fileprivate func wordsFault(of erased: Set<DocumentID>) throws -> String? {
    let homes = Dictionary(
      try readable.map { ($0.dot, $0.header.document) }, uniquingKeysWith: { one, _ in one })
    for change in try readable {
      let document = change.header.document
      let isNamed = isErased(change.dot, in: document)
      if change.content == nil, !isNamed {
        return "\(change.dot.text) lost its words, and no order names it"
      }
      if change.content != nil, isNamed || erased.contains(document) {
        return "the region has words of \(document.text), which was erased: \(change.dot.text)"
      }
      // What carries words again that went goes with them, and so does what took their place.
      guard isNamed, !erased.contains(document) else { continue }
      // But what it says again whole is not another life's, of another document.
      let isSourced = change.header.sources.contains { dot in
        guard named[dot] != nil else { return false }
        return change.header.origin?.dot != dot || homes[dot] == nil || homes[dot] == document
      }
      guard !isSourced else { continue }
      return "an order names \(change.dot.text) of \(document.text), which nobody asked for"
    }
    return nil
  }
}
