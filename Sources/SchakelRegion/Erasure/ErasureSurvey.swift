import SchakelCore

/// Goes through a space's log and finds what a request to erase concerns.
///
/// - **Named** is what goes: for a document all that was written in it, for a person all that the
///   person's devices wrote; and with each of these whatever carries its values again, which origins
///   tell (Protocol/spec/documents.md, "Erasure"). An origin also names who wrote, so that a person's words
///   are found where the log lacks the change that brought them: a region that was put back.
/// - **Derived** is what somebody should look at: changes by others that took the place of what goes,
///   such as merges, settlements and later edits of the same field, and whatever carries the values of
///   such a change again. Whether they copied words, no program can tell.
/// - **Copies** are documents elsewhere that say they were made from one that goes.
///
/// Nothing is kept but what was found. The log is walked until nothing more is: an origin names what
/// its writer had seen, which nearly always lies before it, so that two walks do. What was derived and is
/// chosen to go (``include(_:from:)``) takes along what carries it again, which another walk finds.
struct ErasureSurvey: Sendable {
  let subject: ErasureSubject
  let space: SpaceRecord
  /// Up to where the log was read.
  private(set) var position: UInt64 = 0
  private(set) var named: [DocumentID: Set<Dot>] = [:]
  private(set) var derived: [DerivedChange] = []
  private(set) var copies: [DocumentID] = []

  /// What was derived, and was chosen to go.
  private(set) var included: Set<Dot> = []

  /// The documents in which words of a document that goes are carried again.
  private(set) var carriers: [DocumentID: Set<DocumentID>] = [:]

  /// What goes, and in which document it is.
  private var homes: [Dot: DocumentID] = [:]
  /// The same, by the first four bytes of its link.
  private var checks: [Dot: UInt32] = [:]
  private var derivedDots: Set<Dot> = []
  /// The documents that go as a whole.
  private let subjects: Set<DocumentID>
  /// The documents in which anything was found.
  private var touched: Set<DocumentID> = []
  /// The person's devices.
  private var replicas: Set<ReplicaID> = []
  /// The person who goes, if it is one.
  private let person: PersonID?

  init(of subject: ErasureSubject, in space: SpaceRecord) {
    self.subject = subject
    self.space = space
    subjects = subject.documents
    // Kept, not asked of the subject each time: the optimiser of Swift 6.3 fails on that.
    person = if case .person(let person) = subject { person } else { nil }
  }

  /// How many changes go.
  var count: Int { homes.count }

  /// Whether there is anything here that goes or should be looked at.
  var isEmpty: Bool { homes.isEmpty && copies.isEmpty }

  /// Reads on to the end of the log.
  mutating func read(from store: any RegionReading) throws(RegionError) {
    if let person {
      replicas = Set(try store.devices(of: person).map(\.replica))
    }
    try walkOn(after: position, from: store)
  }

  /// Adds some of what was derived to what goes, with whatever carries that again: the log is read anew
  /// where there is any. Those that are not among it are passed over.
  mutating func include(
    _ chosen: Set<Dot>, from store: any RegionReading
  ) throws(RegionError) {
    let chosen = derived.filter { chosen.contains($0.dot) }
    guard !chosen.isEmpty else { return }
    for change in chosen {
      included.insert(change.dot)
      name(change.dot, in: change.document)
    }
    try walkOn(after: 0, from: store)
  }

  private mutating func walkOn(
    after start: UInt64, from store: any RegionReading
  ) throws(RegionError) {
    var before = -1
    while before < found {
      before = found
      try walk(after: start, from: store)
    }
  }

  /// Grows with all that is found, also where what was derived turns out to go.
  private var found: Int { homes.count * 2 + derived.count }

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
        survey.take(try ChangeHeader(of: record, by: writer), by: writer, record.check)
      case .void:
        if case .void(let void) = try LogEntry(record) { survey.take(void) }
      default: break
      }
      return true
    }
    self = survey
  }

  private mutating func take(_ header: ChangeHeader, by writer: Writer, _ check: UInt32?) {
    let dot = Dot(writer: writer, counter: header.counter)
    if case .document(_, let original) = header.origin, subjects.contains(original),
      !copies.contains(header.document)
    {
      copies.append(header.document)
    }
    let carried = carried(by: header)
    for source in carried.compactMap({ homes[$0] }) where source != header.document {
      carriers[source, default: []].insert(header.document)
    }
    if isSubject(header.document, writer) || carried.contains(where: { homes[$0] != nil })
      || person.map(header.carriedAuthors.contains) ?? false
    {
      checks[dot] = check
      return name(dot, in: header.document)
    }
    guard !derivedDots.contains(dot), homes[dot] == nil,
      carried.contains(where: derivedDots.contains) || tookPlace(header)
    else { return }
    derivedDots.insert(dot)
    touched.insert(header.document)
    derived.append(DerivedChange(dot, header, in: space.id))
  }

  /// What a change carries again, less a change of another life that goes by the same dot.
  private func carried(by header: ChangeHeader) -> [Dot] {
    var dots = header.valueOrigins
    guard case .change(let dot, let check) = header.origin else { return dots }
    let isOther = checks[dot].map { $0 != check } ?? false
    if !isOther || homes[dot] == header.document { dots.append(dot) }
    return dots
  }

  /// Whether a change took the place of what goes, or of what may have copied it.
  private func tookPlace(_ header: ChangeHeader) -> Bool {
    touched.contains(header.document)
      && header.replaced.contains { homes[$0] != nil || derivedDots.contains($0) }
  }

  /// Of a refused change the log has no words; its writer's device does, in the tray.
  private mutating func take(_ void: LogEntry.Void) {
    guard let document = void.document, isSubject(document, void.dot.writer) else { return }
    name(void.dot, in: document)
  }

  private func isSubject(_ document: DocumentID, _ writer: Writer) -> Bool {
    subjects.contains(document) || replicas.contains(writer.replica)
  }

  private mutating func name(_ dot: Dot, in document: DocumentID) {
    guard homes.updateValue(document, forKey: dot) == nil else { return }
    named[document, default: []].insert(dot)
    touched.insert(document)
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

  /// The changes whose values it says it carries again, but for the one that it says again whole.
  var valueOrigins: [Dot] { operations.flatMap { $0.origins.compactMap { $0?.dot } } }

  /// The changes whose values it says it carries again.
  ///
  /// What it says again whole lost its dot, it may be: where the log has another change under that, of
  /// another document, it is none of these. In one document nobody can tell whether two lives said the same.
  func carriesAgain(
    in space: Int64, from store: any RegionReading
  ) throws(RegionError) -> [Dot] {
    guard case .change(let dot, let check) = origin else { return valueOrigins }
    let stream = try store.stream(dot.writer, in: space)
    guard let stream, dot.counter <= stream.counter else { return valueOrigins + [dot] }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: store)
    guard entry.tag == .change, entry.check != check,
      try ChangeHeader(of: entry, by: dot.writer).document != document
    else { return valueOrigins + [dot] }
    return valueOrigins
  }

  /// Who wrote the values that it says it carries again.
  var carriedAuthors: Set<PersonID> {
    Set(operations.flatMap { $0.origins.compactMap { $0?.author } })
  }

  /// The changes whose values it took the place of.
  var replaced: [Dot] { operations.flatMap { $0.replaces.map(\.dot) } }
}
