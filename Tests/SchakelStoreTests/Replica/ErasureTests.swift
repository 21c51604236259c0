import Foundation
import SchakelCore
import Testing

@testable import SchakelStore

/// What an order to erase leaves on a device: nothing that it names, in no file.
@Suite("Erasure on a device")
struct ErasureTests {
  private let word = "Rozemarijnstraat"

  private func erasure(_ parts: [DocumentID: [Dot]]) -> PulledEntry {
    .entry(
      .erasure(
        .init(
          parts: parts.map { .init(document: $0.key, dots: $0.value) },
          ground: Hashing.portable.sha256([1]), requestedBy: nil, approvedBy: nil, time: 9)))
  }

  /// The files of a replica in which the word stands, in whatever case.
  private func files(of replica: TestReplica) throws -> [String] {
    let needle = Array(word.lowercased().utf8)
    return try FileManager.default.contentsOfDirectory(atPath: replica.home).filter { name in
      let data = try Data(contentsOf: URL(fileURLWithPath: replica.home + "/" + name))
      let bytes = data.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
      return bytes.firstRange(of: needle) != nil
    }
  }

  /// Many notes with the word in them, in an index of several parts.
  private func fill(_ replica: TestReplica) throws -> [DocumentID] {
    var notes: [DocumentID] = []
    for round in 0..<4 {
      for number in 0..<20 {
        let body = String(repeating: "\(word) \(round * number) ", count: number % 3 == 0 ? 300 : 3)
        notes.append(try replica.note("\(word) \(number)", ["body": [Value(body)]]))
      }
      try replica.replica.indexPending()
    }
    return notes
  }

  private func dots(of replica: TestReplica) throws -> [DocumentID: [Dot]] {
    Dictionary(grouping: try replica.ownChanges()) { $0.change.header.document }
      .mapValues { $0.map(\.change.dot) }
  }

  @Test("no file holds an erased word: not the log, the documents, the index or the journal")
  func everyFile() throws {
    let anna = try TestReplica(1, cipher: nil)
    let bram = try TestReplica(2, cipher: nil)
    let notes = try fill(anna)
    // Said once and replaced since: it is in the log alone, and was in the index.
    for note in notes.prefix(10) {
      try anna.replica.edit(note, [.set("title", Value("\(word) of toch niet"))])
    }
    try anna.replica.indexPending()
    for note in notes.prefix(10) {
      try anna.replica.edit(note, [.set("title", Value("Plein")), .set("body", Value("tekst"))])
    }
    var log = LogByHand()
    try bram.absorb(try anna.sent(), from: &log)
    try bram.replica.indexPending()
    #expect(try !bram.replica.search(word).isEmpty)
    #expect(try !files(of: bram).isEmpty)
    try bram.absorb(erasure(try dots(of: anna)), from: &log)
    #expect(try bram.replica.search(word).isEmpty)
    #expect(try files(of: bram) == [])
    #expect(try bram.replica.check().isEmpty)
    #expect(try bram.cursor() == log.cursor)
  }

  @Test("pages of a history that has not come whole go when it must lose words, and begin again")
  func pagesOfHistory() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note(word)
    var log = LogByHand()
    try bram.absorb(try anna.sent(), from: &log)
    let own = try #require(try anna.ownChanges().first)
    let page = HistoryAnswer(
      items: [
        .init(
          writer: own.change.writer, received: 1, check: own.link.check, change: own.change.encoded)
      ], voids: [], token: [1])
    let request = HistoryRequest(space: TestReplica.space, document: note)
    #expect(try bram.replica.absorb(page, to: try bram.replica.nextPage(of: request)))
    #expect(try bram.replica.nextPage(of: request).request.after == [1])
    try bram.absorb(erasure(try dots(of: anna)), from: &log)
    #expect(try bram.replica.nextPage(of: request).request.after == nil)
    #expect(try files(of: bram) == [])
  }

  @Test(
    "a page of a history that was on its way when words had to go brings none of them back",
    arguments: [[UInt8]?.none, [1]], [false, true])
  func pageUnderWay(token: [UInt8]?, byStates: Bool) throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note(word)
    let own = try #require(try anna.ownChanges().first)
    var log = LogByHand()
    let first = try log.answer([try anna.sent()])
    var states = first
    states.entries = []
    var page = SyncAnswer.Bootstrap(position: log.position, hash: log.hash)
    page.states = try anna.replica.states(in: TestReplica.space).map {
      .init(document: $0.key, state: $0.value)
    }
    page.streams = [
      StreamTip(writer: own.change.writer, counter: 1, tip: try #require(own.link.digest))
    ]
    states.bootstrap = page
    try bram.absorb(states)
    let asked = try bram.replica.nextPage(
      of: HistoryRequest(space: TestReplica.space, document: note))
    if byStates {
      try bram.replica.forgetCursor(TestReplica.space)
      var state = try DocumentState(encoded: try #require(page.states.first).state)
      state.erase(own.change.dot)
      page.states = [.init(document: note, state: state.encoded())]
      states.bootstrap = page
      try bram.absorb(states)
      try bram.replica.sweep()
    } else {
      try bram.absorb(erasure(try dots(of: anna)), from: &log)
    }
    let late = HistoryAnswer(
      items: [
        .init(
          writer: own.change.writer, received: 1, check: own.link.check, change: own.change.encoded)
      ], voids: [], token: token)
    #expect(try bram.replica.absorb(late, to: asked))
    #expect(try bram.replica.history(note).items.isEmpty)
    if !byStates { #expect(try files(of: bram) == []) }
    let again = try bram.replica.nextPage(of: asked.request)
    #expect(again.request.after == nil)
    var erased = late
    erased.items = [
      .init(
        writer: own.change.writer, received: 1, check: own.link.check,
        change: own.change.erased(.portable).encoded)
    ]
    erased.token = nil
    #expect(try !bram.replica.absorb(erased, to: again))
    #expect(try bram.replica.history(note).items.count == 1)
    #expect(try bram.replica.check().isEmpty)
  }

  @Test("a device that began from states erases what it has no changes of")
  func statesOnly() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note(word)
    let other = try anna.note("\(word) blijft")
    var log = LogByHand()
    _ = try log.answer([try anna.sent()])
    var answer = try log.answer([])
    var page = SyncAnswer.Bootstrap(position: log.position, hash: log.hash)
    page.states = try anna.replica.states(in: TestReplica.space).map {
      .init(document: $0.key, state: $0.value)
    }
    answer.bootstrap = page
    try bram.absorb(answer)
    try bram.replica.indexPending()
    let digest = try bram.replica.syncRequest(agent: "") { _ in [] }.spaces[0].digest
    try bram.absorb(erasure([note: try dots(of: anna)[note] ?? []]), from: &log)
    #expect(try bram.replica.document(note)?.title == "")
    #expect(try bram.replica.search(word).map(\.document.id) == [other])
    #expect(try bram.replica.syncRequest(agent: "") { _ in [] }.spaces[0].digest == digest)
    #expect(try bram.replica.check().isEmpty)
  }

  @Test("an order that names the change that carries a value again erases the copy too")
  func carried() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note("Plein")
    try bram.hear(anna)
    try anna.replica.edit(note, [.set("title", Value(word))])
    try bram.replica.edit(note, [.set("title", Value("Pleintje"))])
    try anna.hear(bram)
    let said = try #require(try dots(of: anna)[note]?.last)
    try settle(note, keeping: said, by: anna)
    let changes = try anna.ownChanges().map(\.change)
    let settlement = try #require(changes.last)
    #expect(settlement.header.operations[0].origins.compactMap { $0?.dot } == [said])
    let carla = try TestReplica(3)
    var log = LogByHand()
    try carla.absorb(try bram.sent(), try anna.sent(), from: &log)
    #expect(try carla.replica.document(note)?.title == word)
    try carla.absorb(erasure([note: [said, settlement.dot]]), from: &log)
    #expect(try carla.replica.document(note)?.title == "")
    #expect(try files(of: carla) == [])
  }

  /// A settlement that carries one of the versions again.
  private func settle(_ note: DocumentID, keeping dot: Dot, by device: TestReplica) throws {
    try device.replica.write { transaction throws(ReplicaError) in
      guard var document = try transaction.document(note) else { throw .unknownDocument(note) }
      let versions = document.state.siblings(of: "title")
      guard let kept = versions.first(where: { $0.dot == dot }), let value = kept.value
      else { throw .unknownDocument(note) }
      let operation = Operation(
        .set, field: "title", replaces: FieldEdit.targets(of: versions), count: 1,
        origins: [.init(dot: dot, author: kept.author)])
      try transaction.author(
        AuthoredChange(
          plan: ChangePlan([PlannedOperation(operation: operation, values: [value])]),
          purpose: .resolution, reason: "zo heet het"),
        to: &document)
    }
  }

  @Test("the tray and a kept fork are erased with the rest")
  func trayAndForks() throws {
    let anna = try TestReplica(1)
    let note = try anna.note("Plein")
    try anna.replica.edit(note, [.set("body", Value(word))])
    let refused = try #require(try dots(of: anna)[note]?.last)
    try anna.replica.write { transaction throws(ReplicaError) in
      try transaction.noteFork(refused, in: try transaction.space(TestReplica.space))
    }
    try anna.refuse(refused, .tooLarge)
    #expect(try anna.replica.tray().count == 1)
    var log = LogByHand()
    try anna.absorb(erasure([note: [refused]]), from: &log)
    #expect(try anna.replica.tray().isEmpty)
    #expect(try files(of: anna) == [])
    #expect(try anna.replica.document(note)?.title == "Plein")
  }

  @Test("a journal that could not be emptied at once is emptied by the next synchronisation")
  func sweptLater() throws {
    let bram = try TestReplica(2, cipher: nil)
    let note = try bram.note(word)
    var log = LogByHand()
    try bram.replica.write { transaction throws(ReplicaError) in
      try transaction.erase(
        [.init(document: note, dots: [Dot(writer: bram.replica.identity.writer, counter: 1)])],
        in: try transaction.space(TestReplica.space))
    }
    #expect(try files(of: bram) == ["replica.sqlite-wal"])
    try bram.absorb(from: &log)
    #expect(try files(of: bram) == [])
  }
}
