import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Settling, and taking back")
struct SettlingTests {
  /// Two devices that gave a note different titles, and then heard of each other.
  private struct Scene {
    let anna: TestReplica
    let bob: TestReplica
    let id: DocumentID

    init(_ field: Name = "title", _ one: String = "zitbank", _ other: String = "ligbed") throws {
      (anna, bob) = (try TestReplica(1), try TestReplica(2))
      id = try anna.note("bankje", ["themes": [Value("safety")]])
      try bob.hear(anna)
      try anna.replica.edit(id, [.set(field, Value(one))])
      bob.clock.advance(60_000)
      try bob.replica.edit(id, [.set(field, Value(other))])
      try hear()
    }

    func hear() throws {
      try anna.hear(bob)
      try bob.hear(anna)
    }

    func versions(_ field: Name = "title") throws -> [FieldVersion] {
      try anna.replica.document(id)?.fields.first { $0.name == field }?.versions ?? []
    }

    func shown(_ device: TestReplica, _ field: Name = "title") throws -> [Value] {
      try device.replica.document(id)?.fields.first { $0.name == field }?.shown ?? []
    }

    func expectAgreement() throws {
      try hear()
      #expect(
        try anna.replica.states(in: TestReplica.space) == bob.replica.states(in: TestReplica.space))
      for device in [anna, bob] { #expect(try device.replica.check() == []) }
    }
  }

  @Test("a person who wrote one of the versions keeps one, and everybody has it and the reason")
  func keeps() throws {
    let scene = try Scene()
    let kept = try #require(try scene.versions().first { $0.value == Value("ligbed") })
    try scene.anna.replica.resolve(scene.id, "title", .keep(kept.dot), reason: "zo heet het hier")
    #expect(try scene.anna.replica.conflicts().isEmpty)
    try scene.expectAgreement()
    for device in [scene.anna, scene.bob] {
      #expect(try scene.shown(device) == [Value("ligbed")])
      let items = try device.replica.history(scene.id).items
      #expect(items.first?.purpose == .resolution && items.first?.reason == "zo heet het hier")
    }
    // Its first author stays its author.
    let version = try #require(try scene.versions().first)
    #expect(version.author.person.rawValue == 2 && version.origin?.dot == kept.dot)
  }

  @Test("or writes another, or nothing, or has both texts one after the other")
  func others() throws {
    for (settlement, shown) in [
      (Settlement.write(Value("bank")), [Value("bank")]), (.clear, []),
      (.keepAll, [Value("ligbed\n\nzitbank")]),
    ] {
      let scene = try Scene("body")
      try scene.bob.replica.resolve(scene.id, "body", settlement, reason: "samen besproken")
      try scene.expectAgreement()
      #expect(try scene.shown(scene.anna, "body") == shown)
      #expect(try scene.anna.replica.conflicts().isEmpty)
    }
  }

  @Test("what nobody disputes, has no reason, no such version, or no right is refused")
  func refused() throws {
    let scene = try Scene()
    let replica = scene.anna.replica
    let version = try #require(try scene.versions().first)
    for (field, settlement, reason) in [
      ("title", Settlement.keep(version.dot), "  "), ("title", .keep(version.dot, index: 1), "zo"),
      ("place", .write(Value("plein")), "zo"), (.lifecycle, .clear, "zo"),
    ] as [(Name, Settlement, String)] {
      #expect(throws: ReplicaError.self) {
        try replica.resolve(scene.id, field, settlement, reason: reason)
      }
    }
    let carla = try TestReplica(3)
    for device in [scene.anna, scene.bob] { try carla.hear(device) }
    let error = try #require(throws: ReplicaError.self) {
      try carla.replica.resolve(scene.id, "title", .keep(version.dot), reason: "zo")
    }
    #expect(error.code == .mayNotSettle("title"))
    #expect(try replica.conflicts().count == 1 && carla.replica.conflicts().count == 1)
  }

  @Test("a settlement that is taken back brings the versions again, with their authors")
  func reverts() throws {
    let scene = try Scene()
    let before = try scene.versions()
    try scene.anna.replica.resolve(
      scene.id, "title", .write(Value("bank")), reason: "samen besproken")
    let settled = try #require(try scene.versions().first).dot
    try scene.hear()
    try scene.bob.replica.revert(scene.id, settled, reason: "toch niet")
    try scene.expectAgreement()
    let after = try scene.versions()
    #expect(Set(after.map(\.value)) == Set(before.map(\.value)))
    #expect(Set(after.map(\.author.person)) == Set(before.map(\.author.person)))
    #expect(try scene.anna.replica.conflicts().count == 1)
    // And that is a change like any other.
    let undone = try #require(after.first).dot
    try scene.anna.replica.revert(scene.id, undone)
    try scene.expectAgreement()
    #expect(try scene.shown(scene.bob) == [Value("bank")])
  }

  @Test("an edit, an addition to a set and a removal from one are taken back")
  func edits() throws {
    let anna = try TestReplica(1)
    let id = try anna.note("bankje", ["themes": [Value("safety")]])
    func last() throws -> Dot { try #require(try anna.replica.history(id).items.first).dot }
    func shown(_ field: Name) throws -> [Value] {
      try anna.replica.document(id)?.fields.first { $0.name == field }?.shown ?? []
    }
    for (edit, field) in [
      (FieldEdit.set("title", Value("zitbank")), "title"), (.set("place", Value("plein")), "place"),
      (.add("themes", [Value("care")]), "themes"), (.remove("themes", [Value("safety")]), "themes"),
      (.clear("title"), "title"),
    ] as [(FieldEdit, Name)] {
      let before = try shown(field)
      try anna.replica.edit(id, [edit])
      let change = try last()
      #expect(try shown(field) != before)
      try anna.replica.revert(id, change)
      #expect(try shown(field) == before, "\(edit)")
    }
    #expect(try anna.replica.check() == [])
  }

  @Test("what was changed since, made the document or is not here is not taken back")
  func notReverted() throws {
    let anna = try TestReplica(1)
    let id = try anna.note("bankje")
    let birth = try #require(try anna.replica.history(id).items.first).dot
    try anna.replica.edit(id, [.set("title", Value("zitbank"))])
    let edit = try #require(try anna.replica.history(id).items.first).dot
    try anna.replica.edit(id, [.set("title", Value("ligbed"))])
    let strange = Dot(writer: edit.writer, counter: 9)
    for dot in [birth, edit, strange] {
      #expect(throws: ReplicaError.self) { try anna.replica.revert(id, dot) }
    }
    #expect(try anna.replica.document(id)?.title == "ligbed")
  }
}
