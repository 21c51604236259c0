import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What was written at the same time")
struct ConflictTests {
  /// Two devices that both know a note, and then lose each other.
  private func pair() throws -> (anna: TestReplica, bob: TestReplica, id: DocumentID) {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let id = try anna.note("bankje", ["place": [Value("plein")], "signal": [Value("none")]])
    try bob.hear(anna)
    return (anna, bob, id)
  }

  @Test("a conflict shows every version with who wrote it and when")
  func versions() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.edit(id, [.set("title", Value("zitbank"))])
    bob.clock.advance(60_000)
    try bob.replica.edit(id, [.set("title", Value("ligbed"))])
    #expect(try anna.replica.conflicts().isEmpty)
    try anna.hear(bob, received: 1_700_000_100_000)
    let conflict = try #require(try anna.replica.conflicts().first)
    #expect(conflict.document.id == id)
    #expect(conflict.document.titles == ["ligbed", "zitbank"])
    #expect(conflict.deletions.isEmpty)
    let field = try #require(conflict.fields.first)
    #expect(conflict.fields.count == 1 && field.name == "title")
    #expect(field.versions.map(\.value) == [Value("ligbed"), Value("zitbank")])
    // Names of others come with the region's answers.
    #expect(field.versions.map(\.author.name) == [nil, "Voorbeeld 1"])
    #expect(field.versions.map(\.author.person.rawValue) == [2, 1])
    #expect(field.versions.map(\.received) == [1_700_000_100_000, nil])
    #expect(field.versions[0].time > field.versions[1].time)
    #expect(try anna.replica.document(id)?.conflicts.map(\.name) == ["title"])
    #expect(try anna.replica.conflicts(in: TestReplica.space).count == 1)
  }

  @Test("an ordinary edit of a field that awaits settlement is refused, of another it is not")
  func refused() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.edit(id, [.set("title", Value("zitbank"))])
    try bob.replica.edit(id, [.set("title", Value("ligbed"))])
    try anna.hear(bob)
    for edit in [
      FieldEdit.set("title", Value("x")), .clear("title"), .setAll("title", [Value("x")]),
      .add("title", [Value("x")]), .remove("title", [Value("ligbed")]),
    ] {
      #expect(throws: ReplicaError.self) { try anna.replica.edit(id, [edit]) }
      #expect(throws: ReplicaError.self) {
        try anna.replica.edit(id, [.set("place", Value("park")), edit])
      }
    }
    #expect(try anna.replica.edit(id, [.set("place", Value("park"))]))
    #expect(try anna.replica.document(id)?.titles.count == 2)
    #expect(try anna.replica.history(id).items.count == 4)
  }

  @Test("equal values that were written apart are no conflict")
  func equalValues() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.edit(id, [.set("title", Value("bank"))])
    try bob.replica.edit(id, [.set("title", Value("bank"))])
    try anna.hear(bob)
    #expect(try anna.replica.conflicts().isEmpty)
    #expect(try anna.replica.parallelEdits().isEmpty)
    #expect(try anna.replica.edit(id, [.set("title", Value("x"))]))
  }

  @Test("a value that gave way can still be seen, and is no conflict")
  func parallel() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.edit(id, [.set("place", Value("park")), .set("signal", Value("watch"))])
    try bob.replica.edit(id, [.set("place", Value("hof")), .set("signal", Value("urgent"))])
    try anna.hear(bob)
    #expect(try anna.replica.conflicts().isEmpty)
    let edits = try #require(try anna.replica.parallelEdits().first)
    #expect(edits.document.marks == [.parallelEdit])
    #expect(edits.fields.map(\.name) == ["place", "signal"])
    #expect(edits.fields[1].shown == [Value("urgent")])
    #expect(edits.fields[1].versions.count == 2)
    #expect(Set(edits.fields[0].versions.map(\.value)) == [Value("park"), Value("hof")])
    try anna.replica.edit(id, [.set("place", Value("park"))])
    #expect(try anna.replica.parallelEdits().first?.fields.map(\.name) == ["signal"])
  }

  @Test("a deletion that met an edit keeps the document and asks a person")
  func contested() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.delete(id, reason: "weg")
    try bob.replica.edit(id, [.set("place", Value("park"))])
    #expect(try anna.replica.list().isEmpty)
    try anna.hear(bob)
    let conflict = try #require(try anna.replica.conflicts().first)
    #expect(conflict.fields.isEmpty)
    #expect(conflict.deletions.map(\.author.person.rawValue) == [1])
    #expect(conflict.document.marks == [.contested])
    #expect(try anna.replica.list().map(\.id) == [id])
    #expect(try anna.replica.document(id)?.lifecycle == .contested)
    #expect(try anna.replica.search("bankje").count == 1)
    try anna.replica.restore(id)
    #expect(try anna.replica.conflicts().isEmpty)
    #expect(try anna.replica.document(id)?.lifecycle == .alive)
  }

  @Test("what was deleted is out of the queue")
  func deletedConflict() throws {
    let (anna, bob, id) = try pair()
    try anna.replica.edit(id, [.set("title", Value("zitbank"))])
    try bob.replica.edit(id, [.set("title", Value("ligbed"))])
    try anna.hear(bob)
    try anna.replica.delete(id)
    #expect(try anna.replica.conflicts().isEmpty)
    #expect(throws: ReplicaError.self) { try anna.replica.delete(id) }
    #expect(throws: ReplicaError.self) { try anna.replica.edit(id, [.set("place", Value("x"))]) }
    try anna.replica.restore(id)
    #expect(try anna.replica.conflicts().count == 1)
  }
}
