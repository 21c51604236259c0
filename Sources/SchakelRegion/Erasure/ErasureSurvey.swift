import SchakelCore

/// Goes through a space's log and finds what a request to erase concerns.
///
/// - **Named** is what goes: for a document all that was written in it, for a person all that the
///   person's devices wrote; and with each of these whatever carries its values again, which origins
///   tell (Protocol/spec/documents.md, "Erasure").
/// - **Derived** is what somebody should look at: changes by others that took the place of what goes,
///   such as merges, settlements and later edits of the same field. Whether they copied words, no
///   program can tell.
/// - **Copies** are documents elsewhere that say they were made from one that goes.
///
/// Nothing is kept but what was found. The log is walked until nothing more is: an origin names what
/// its writer had seen, which nearly always lies before it, so that two walks do.
struct ErasureSurvey: Sendable {
  let subject: ErasureSubject
  let space: SpaceRecord
  /// Up to where the log was read.
  private(set) var position: UInt64 = 0
  private(set) var named: [DocumentID: Set<Dot>] = [:]
  private(set) var derived: [DerivedChange] = []
  private(set) var copies: [DocumentID] = []

  private var dots: Set<Dot> = []
  private var derivedDots: Set<Dot> = []
  /// The person's devices.
  private var replicas: Set<ReplicaID> = []

  init(of subject: ErasureSubject, in space: SpaceRecord) {
    self.subject = subject
    self.space = space
  }

  /// How many changes go.
  var count: Int { dots.count }

  /// Whether there is anything here that goes or should be looked at.
  var isEmpty: Bool { dots.isEmpty && copies.isEmpty }

  /// Reads on to the end of the log.
  mutating func read(from store: any RegionReading) throws(RegionError) {
    if case .person(let person) = subject {
      replicas = Set(try store.devices(of: person).map(\.replica))
    }
    let start = position
    var found = -1
    while found < dots.count + derived.count {
      found = dots.count + derived.count
      try walk(after: start, from: store)
    }
  }

  /// Adds some of what was derived to what goes. Answers false where one of them is not among it.
  mutating func include(_ dots: Set<Dot>) -> Bool {
    guard dots.isSubset(of: derivedDots) else { return false }
    for change in derived where dots.contains(change.dot) { name(change.dot, in: change.document) }
    return true
  }

  private mutating func walk(
    after start: UInt64, from store: any RegionReading
  ) throws(RegionError) {
    var survey = self
    var writers = StreamWriters()
    try store.entries(
      in: space.number, after: start, wantsBytes: { tag, _, _ in tag == .change || tag == .void }
    ) { record throws(RegionError) in
      survey.position = record.position
      switch record.tag {
      case .change:
        guard let writer = try writers.writer(ofStream: record.stream, from: store) else {
          throw .damaged("the entry at \(record.position) is of no stream")
        }
        survey.take(try ChangeHeader(of: record, by: writer), by: writer)
      case .void:
        if case .void(let void) = try LogEntry(record) { survey.take(void) }
      default: break
      }
      return true
    }
    self = survey
  }

  private mutating func take(_ header: ChangeHeader, by writer: Writer) {
    let dot = Dot(writer: writer, counter: header.counter)
    if case .document(_, let original) = header.origin, subject == .document(original),
      !copies.contains(header.document)
    {
      copies.append(header.document)
    }
    if isSubject(header.document, writer) || header.carriesAgain.contains(where: dots.contains) {
      return name(dot, in: header.document)
    }
    guard !derivedDots.contains(dot), !dots.contains(dot), named[header.document] != nil,
      header.replaced.contains(where: { dots.contains($0) || derivedDots.contains($0) })
    else { return }
    derivedDots.insert(dot)
    derived.append(DerivedChange(dot, header, in: space.id))
  }

  /// Of a refused change the log has no words; its writer's device does, in the tray.
  private mutating func take(_ void: LogEntry.Void) {
    guard let document = void.document, isSubject(document, void.dot.writer) else { return }
    name(void.dot, in: document)
  }

  private func isSubject(_ document: DocumentID, _ writer: Writer) -> Bool {
    switch subject {
    case .document(let id): id == document
    case .person: replicas.contains(writer.replica)
    }
  }

  private mutating func name(_ dot: Dot, in document: DocumentID) {
    guard dots.insert(dot).inserted else { return }
    named[document, default: []].insert(dot)
    if derivedDots.remove(dot) != nil { derived.removeAll { $0.dot == dot } }
  }
}

extension ChangeHeader {
  /// The header of a change in the log, without its payload.
  init(of record: LogRecord, by writer: Writer) throws(RegionError) {
    do throws(CBORError) {
      try self.init(encoded: ChangeFrame(encoded: record.bytes).header, writer: writer)
    } catch {
      throw .damaged("the change at \(record.position) cannot be read, \(error)")
    }
  }

  /// The changes whose values it says it carries again.
  var carriesAgain: [Dot] {
    var dots = operations.flatMap { $0.origins.compactMap { $0?.dot } }
    if case .change(let dot, _) = origin { dots.append(dot) }
    return dots
  }

  /// The changes whose values it took the place of.
  var replaced: [Dot] { operations.flatMap { $0.replaces.map(\.dot) } }
}
