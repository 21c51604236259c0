import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What the region refused")
struct TrayTests {
  @Test("a refused edit leaves the document, and lies in the tray with all that it said")
  func kept() throws {
    let device = try TestReplica(1)
    let id = try device.note("a", ["themes": [Value("x")]])
    try device.replica.edit(id, [.set("title", Value("b")), .add("themes", [Value("y")])])
    let dot = try #require(try device.replica.history(id).items.first?.dot)
    try device.refuse(dot, .notAllowed)
    let document = try #require(try device.replica.document(id))
    #expect(document.title == "a")
    #expect(document["themes"]?.shown == [Value("x")])
    #expect(document.state == .problem)
    let item = try #require(try device.replica.tray().first)
    #expect(item.dot == dot && item.document == id && item.kind == nil)
    #expect(item.reason == .refused(.notAllowed))
    #expect(item.space.name == "Voorbeeldwijk")
    #expect(
      item.steps == [
        TrayItem.Step(field: "themes", kind: .add, values: [Value("y")]),
        TrayItem.Step(field: "title", kind: .set, values: [Value("b")]),
      ])
    #expect(try device.replica.history(id).items.map(\.refusal) == [.notAllowed, nil])
    #expect(try device.replica.check() == [])
  }

  @Test("a released edit is a new change that names the refused one")
  func released() throws {
    let device = try TestReplica(1)
    let id = try device.note("a", ["themes": [Value("x"), Value("z")]])
    try device.replica.edit(
      id, [.set("title", Value("b")), .remove("themes", [Value("z")])])
    let dot = try #require(try device.replica.history(id).items.first?.dot)
    let check = try #require(try device.ownChanges().last).link.check
    try device.refuse(dot, .notAllowed)
    let item = try #require(try device.replica.tray().first)
    #expect(try device.replica.releaseTray(item.id) == id)
    let document = try #require(try device.replica.document(id))
    #expect(document.title == "b")
    #expect(document["themes"]?.shown == [Value("x")])
    #expect(try device.replica.tray().isEmpty)
    let newest = try #require(try device.replica.history(id).items.first)
    #expect(newest.purpose == .release)
    #expect(newest.origin == .change(dot, check: check))
    #expect(document.state == .onThisDevice)
    #expect(throws: ReplicaError.self) { try device.replica.releaseTray(item.id) }
    #expect(try device.replica.check() == [])
  }

  @Test("what was put in a set and taken out of it, both refused and both released, is not in it")
  func releasedRemoval() throws {
    let device = try TestReplica(1)
    let id = try device.note("a", ["themes": [Value("x")]])
    try device.replica.edit(id, [.add("themes", [Value("y"), Value("z")])])
    try device.replica.edit(id, [.remove("themes", [Value("z")])])
    let dots = try device.replica.history(id).items.prefix(2).map(\.dot)
    for dot in dots { try device.refuse(dot, .notAllowed) }
    let items = try device.replica.tray()
    let removal = try #require(items.first { $0.dot == dots[0] })
    let addition = try #require(items.first { $0.dot == dots[1] })
    // Of what is released only the second element comes, as the first.
    try device.replica.edit(id, [.add("themes", [Value("y")])])
    #expect(throws: ReplicaError.self) { try device.replica.releaseTray(removal.id) }
    #expect(try device.replica.tray().count == 2)
    try device.replica.releaseTray(addition.id)
    #expect(
      try device.replica.document(id)?["themes"]?.shown == [Value("x"), Value("y"), Value("z")])
    try device.replica.releaseTray(removal.id)
    #expect(try device.replica.document(id)?["themes"]?.shown == [Value("x"), Value("y")])
    #expect(try device.replica.tray().isEmpty)
    #expect(try device.replica.check() == [])
  }

  @Test("a released change that carries a value again keeps who wrote it first")
  func releasedOrigin() throws {
    let device = try TestReplica(1)
    let id = try device.note("a")
    let origin = Operation.Origin(
      dot: Dot(writer: device.replica.identity.writer, counter: 1), author: PersonID(rawValue: 7))
    try device.replica.write { transaction throws(ReplicaError) in
      guard var document = try transaction.document(id) else { throw .unknownDocument(id) }
      let carried = Operation(.set, field: "eigen", replaces: [], count: 1, origins: [origin])
      try transaction.author(
        AuthoredChange(
          plan: ChangePlan([PlannedOperation(operation: carried, values: [Value("b")])])),
        to: &document)
    }
    try device.refuse(try #require(try device.replica.history(id).items.first?.dot), .notAllowed)
    try device.replica.releaseTray(try #require(try device.replica.tray().first).id)
    let state = try #require(try device.replica.states(in: TestReplica.space)[id])
    let siblings = try DocumentState(encoded: state).siblings(of: "eigen")
    #expect(siblings.map(\.origin) == [origin])
  }

  @Test("what was to make a document makes one under another id")
  func releasedCreation() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje")
    let dot = try #require(try device.replica.history(id).items.first?.dot)
    let check = try #require(try device.ownChanges().last).link.check
    try device.refuse(dot, .notAllowed)
    #expect(try device.replica.list().isEmpty)
    #expect(try device.replica.search("bankje").isEmpty)
    #expect(try device.replica.status().counts.synchronised == 0)
    #expect(try device.replica.check() == [])
    let item = try #require(try device.replica.tray().first)
    #expect(item.kind == "fieldNote")
    let made = try device.replica.releaseTray(item.id)
    #expect(made != id)
    #expect(try device.replica.list().map(\.title) == ["bankje"])
    #expect(try device.replica.history(made).items.map(\.origin) == [.change(dot, check: check)])
    #expect(try device.replica.check() == [])
  }

  @Test("a refused deletion can be released, and a discarded item is gone")
  func deletionAndDiscard() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje")
    try device.replica.delete(id, reason: "dubbel")
    let dot = try #require(try device.replica.history(id).items.first?.dot)
    try device.refuse(dot, .notAllowed)
    #expect(try device.replica.document(id)?.lifecycle == .alive)
    let item = try #require(try device.replica.tray().first)
    #expect(item.steps.map(\.values) == [[]])
    #expect(item.words == "dubbel")
    try device.replica.releaseTray(item.id)
    #expect(try device.replica.document(id)?.lifecycle == .deleted)
    try device.refuse(try #require(try device.replica.history(id).items.first?.dot), .tooLarge)
    try device.replica.discardTray(try #require(try device.replica.tray().first).id)
    #expect(try device.replica.tray().isEmpty)
    #expect(try device.replica.document(id)?.state != .problem)
  }

  @Test("an item that cannot be released stays where it is")
  func notReleased() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje")
    try device.replica.edit(id, [.set("place", Value("plein"))])
    try device.refuse(try #require(try device.replica.history(id).items.first?.dot), .notAllowed)
    let item = try #require(try device.replica.tray().first)
    try device.replica.delete(id)
    #expect(throws: ReplicaError.self) { try device.replica.releaseTray(item.id) }
    #expect(try device.replica.tray() == [item])
    try device.replica.restore(id)
    _ = try TestReplica(9, person: 1, home: device.home, role: .reader)
    #expect(throws: ReplicaError.self) { try device.replica.releaseTray(item.id) }
    #expect(try device.replica.tray() == [item])
  }

  @Test("a document whose first change was refused takes no edit, for nobody would see it")
  func refusedDocument() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje")
    try device.refuse(try #require(try device.replica.history(id).items.first?.dot), .notAllowed)
    func code(_ body: () throws(ReplicaError) -> Void) -> ReplicaError.Code? {
      do throws(ReplicaError) {
        try body()
        return nil
      } catch {
        return error.code
      }
    }
    let replica = device.replica
    #expect(
      code { () throws(ReplicaError) in try replica.edit(id, [.set("title", Value("plein"))]) }
        == .unknownDocument)
    #expect(code { () throws(ReplicaError) in try replica.delete(id) } == .unknownDocument)
    #expect(code { () throws(ReplicaError) in try replica.restore(id) } == .unknownDocument)
    #expect(try replica.status().waiting == 1)
    #expect(try replica.check() == [])
  }
}
