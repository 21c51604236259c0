import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What a replica tells those who watch it")
struct ChangesTests {
  @Test("each transaction tells the documents and drafts that it changed, once and in order")
  func told() async throws {
    let replica = try TestReplica(1).replica
    let watchers = [replica.changes, replica.changes]
    let note = try replica.create(
      "fieldNote", ["title": [Value("a")]], in: TestReplica.space)
    try replica.edit(note, [.set("title", Value("b")), .set("place", Value("p"))])
    // What changes nothing, and what fails, tells nothing.
    try replica.edit(note, [.set("title", Value("b"))])
    #expect(throws: ReplicaError.self) { try replica.restore(note) }
    let draft = try replica.draft("fieldNote", ["title": [Value("c")]])
    try replica.createAll(
      (1...2).map {
        NewContribution(
          id: DocumentID(milliseconds: $0, random: (2, 3)), kind: "fieldNote",
          fields: ["title": [Value("d")]])
      }, in: TestReplica.space)
    let many = Set(try replica.list().map(\.id)).subtracting([note, draft])
    #expect(many.count == 2)
    for watcher in watchers {
      var told: [ReplicaChange] = []
      for await change in watcher {
        told.append(change)
        if told.count == 4 { break }
      }
      #expect(
        told == [
          .documents([note]), .documents([note]), .documents([draft]), .documents(many),
        ])
    }
  }

  @Test("whoever falls behind hears after all that is lost that everything may have changed")
  func behind() async throws {
    let replica = try TestReplica(1).replica
    let watcher = replica.changes
    var written: [DocumentID] = []
    for number in 0..<(ChangeObservers.backlog * 3) {
      written.append(
        try replica.create(
          "fieldNote", ["title": [Value("\(number)")]], in: TestReplica.space))
    }
    let last = try replica.draft("fieldNote", ["title": [Value("einde")]])
    var known: Set<DocumentID> = []
    for await change in watcher {
      switch change {
      case .documents(let documents): known.formUnion(documents)
      // Reading afresh, it sees all that was written by now.
      case .everything: known.formUnion(written)
      }
      if known.contains(last) { break }
    }
    #expect(known == Set(written + [last]))
  }

  @Test("whoever keeps up is told every document, and never that everything may have changed")
  func keepingUp() async throws {
    let replica = try TestReplica(1).replica
    var watcher = replica.changes.makeAsyncIterator()
    for number in 0..<(ChangeObservers.backlog * 2) {
      let id = try replica.create(
        "fieldNote", ["title": [Value("\(number)")]], in: TestReplica.space)
      #expect(await watcher.next() == .documents([id]))
    }
  }
}
