import SchakelCore
import Testing

@testable import SchakelStore

@Suite("The history of a document")
struct HistoryTests {
  @Test("history tells who changed what, from what, the newest first")
  func tells() throws {
    let device = try TestReplica(1)
    let id = try device.note("a", ["themes": [Value("x"), Value("y")]])
    try device.replica.edit(id, [.set("title", Value("b")), .remove("themes", [Value("x")])])
    try device.replica.delete(id, reason: "dubbel")
    try device.replica.restore(id)
    let history = try device.replica.history(id)
    #expect(history.isComplete)
    #expect(
      history.items.map { $0.steps.map(\.kind) } == [
        [.restore], [.delete], [.remove, .set], [.add, .set],
      ])
    #expect(history.items.map(\.kind) == [nil, nil, nil, "fieldNote"])
    #expect(history.items[1].reason == "dubbel")
    #expect(history.items.allSatisfy { $0.author.name == "Voorbeeld 1" })
    let edit = history.items[2].steps
    #expect(edit.map(\.field) == ["themes", "title"])
    #expect(edit[0].replaced.map(\.values) == [[Value("x")]])
    #expect(edit[1].values == [Value("b")])
    #expect(edit[1].replaced.map(\.values) == [[Value("a")]])
    #expect(edit[1].replaced.map(\.dot) == [history.items[3].dot])
    #expect(history.items.allSatisfy { $0.steps.allSatisfy { $0.concurrent.isEmpty } })
    #expect(history.items.map(\.time) == history.items.map(\.time).sorted(by: >))
  }

  @Test("history names the changes to a field that did not know of each other, and no others")
  func concurrency() throws {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let id = try anna.note("a", ["place": [Value("p")]])
    try bob.hear(anna)
    try anna.replica.edit(id, [.set("title", Value("van Anna"))])
    try bob.replica.edit(id, [.set("title", Value("van Bob")), .set("place", Value("q"))])
    try anna.hear(bob, received: 42)
    try bob.hear(anna)
    for device in [anna, bob] {
      let items = try device.replica.history(id).items
      let byAnna = try #require(items.first { $0.author.person.rawValue == 1 && $0.kind == nil })
      let byBob = try #require(items.first { $0.author.person.rawValue == 2 })
      #expect(byAnna.steps[0].concurrent == [byBob.dot])
      #expect(byBob.steps.map(\.field) == ["place", "title"])
      #expect(byBob.steps.map(\.concurrent) == [[], [byAnna.dot]])
      #expect(items.last?.steps.allSatisfy { $0.concurrent.isEmpty } == true)
    }
    #expect(try anna.replica.history(id).items.map(\.received) == [42, nil, nil])
  }

  @Test("a history that began elsewhere says that it is not whole")
  func incomplete() throws {
    let (anna, bob, carl) = (try TestReplica(1), try TestReplica(2), try TestReplica(3))
    let id = try anna.note("a")
    try bob.hear(anna)
    try bob.replica.edit(id, [.set("place", Value("q"))])
    let state = try #require(try bob.replica.states(in: TestReplica.space)[id])
    try carl.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.takeIn(SyncAnswer.State(document: id, state: state), in: space)
    }
    #expect(try carl.replica.history(id) == DocumentHistory(items: [], isComplete: false))
    try carl.replica.edit(id, [.set("title", Value("b"))])
    let history = try carl.replica.history(id)
    #expect(history.items.count == 1)
    #expect(!history.isComplete)
    #expect(history.items[0].steps[0].replaced.map(\.values) == [nil])
    #expect(try carl.replica.check() == [])
  }

  @Test("what was erased stays in the history without its words")
  func erased() throws {
    let device = try TestReplica(1)
    let id = try device.note("geheim")
    try device.replica.edit(id, [.set("title", Value("open"))])
    let first = try #require(try device.replica.history(id).items.last)
    try device.replica.write { transaction throws(ReplicaError) in
      try transaction.erase(
        [.init(document: id, dots: [first.dot])], in: try transaction.space(TestReplica.space))
    }
    let items = try device.replica.history(id).items
    #expect(items.map(\.isErased) == [false, true])
    #expect(items[1].steps[0].values.isEmpty)
    #expect(items[0].steps[0].replaced.map(\.values) == [nil])
    #expect(try device.replica.check() == [])
  }

  @Test("a document that is not here has no history to show")
  func unknown() throws {
    let device = try TestReplica(1)
    #expect(throws: ReplicaError.self) {
      try device.replica.history(DocumentID(milliseconds: 1, random: (2, 3)))
    }
  }
}
