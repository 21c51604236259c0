import SchakelCore
import Testing

@testable import SchakelStore

/// What becomes of a field that one person clears while another writes it.
@Suite("Clearing a field")
struct ClearingTests {
  /// A note on two devices that have heard of each other; Anna then clears a field and Bram writes
  /// it, neither knowing of the other.
  private struct Apart {
    let anna: TestReplica
    let bram: TestReplica
    let note: DocumentID

    init(_ fields: [Name: [Value]], clearing field: Name, against edit: FieldEdit) throws {
      anna = try TestReplica(1)
      bram = try TestReplica(2)
      note = try anna.note("Plein", fields)
      try bram.hear(anna)
      #expect(try anna.replica.edit(note, [.clear(field)]))
      try bram.replica.edit(note, [edit])
      try anna.hear(bram)
      try bram.hear(anna)
      #expect(
        try anna.replica.states(in: TestReplica.space)
          == bram.replica.states(in: TestReplica.space))
      #expect(try anna.replica.check().isEmpty)
    }

    func field(_ name: Name) throws -> DocumentField? {
      try anna.replica.document(note)?[name]
    }
  }

  @Test("cleared here and written there, a title awaits a choice between the two")
  func conflict() throws {
    let apart = try Apart([:], clearing: "title", against: .set("title", Value("Pleintje")))
    let field = try #require(try apart.field("title"))
    #expect(field.standing == .conflict)
    #expect(field.shown.contains(.null) && field.shown.contains(Value("Pleintje")))
    #expect(try apart.anna.replica.conflicts().map(\.document.id) == [apart.note])
    #expect(throws: ReplicaError.self) {
      try apart.anna.replica.edit(apart.note, [.clear("title")])
    }
  }

  @Test("of a text too")
  func text() throws {
    let apart = try Apart(
      ["body": [Value("een bankje")]], clearing: "body",
      against: .set("body", Value("twee bankjes")))
    #expect(try apart.field("body")?.standing == .conflict)
  }

  @Test("of a small fact the newer is shown, and the other can be seen beside it")
  func parallel() throws {
    let apart = try Apart(
      ["place": [Value("hier")]], clearing: "place", against: .set("place", Value("daar")))
    let field = try #require(try apart.field("place"))
    #expect(field.standing == .parallelEdit)
    #expect(field.versions.compactMap(\.value).contains(.null))
    #expect(field.versions.compactMap(\.value).contains(Value("daar")))
    #expect(try apart.anna.replica.parallelEdits().map(\.document.id) == [apart.note])
  }

  @Test("out of a set its elements go, and what another adds meanwhile stays")
  func union() throws {
    let apart = try Apart(
      ["themes": [Value("veiligheid")]], clearing: "themes",
      against: .add("themes", [Value("groen")]))
    #expect(try apart.field("themes")?.shown == [Value("groen")])
  }

  @Test("of a signal all values go, so that an urgent one that comes meanwhile is seen")
  func strictest() throws {
    let apart = try Apart(
      ["signal": [Value("watch")]], clearing: "signal", against: .set("signal", Value("urgent")))
    let field = try #require(try apart.field("signal"))
    #expect(field.shown == [Value("urgent")])
    #expect(field.standing == .plain)
  }

  @Test("a cleared field is not there, is found by nobody, and is not cleared again")
  func cleared() throws {
    let anna = try TestReplica(1)
    let note = try anna.note("Plein", ["body": [Value("rozemarijn")], "place": [Value("hier")]])
    #expect(try anna.replica.search("rozemarijn").count == 1)
    #expect(try anna.replica.edit(note, [.clear("body"), .clear("place"), .clear("followUpOn")]))
    let document = try #require(try anna.replica.document(note))
    #expect(document["body"] == nil && document["place"] == nil)
    #expect(document.fields.map(\.name) == ["title"])
    #expect(try anna.replica.search("rozemarijn").isEmpty)
    #expect(try !anna.replica.edit(note, [.clear("body"), .clear("place"), .clear("area")]))
    #expect(try anna.replica.edit(note, [.set("body", Value("tijm"))]))
    #expect(try anna.replica.document(note)?["body"]?.text == "tijm")
    #expect(try anna.replica.check().isEmpty)
  }

  @Test("a copy in another space has no field that was cleared")
  func copied() throws {
    let anna = try TestReplica(1)
    let other = SpaceID(rawValue: 7)
    try anna.replica.adopt(
      Enrolment(
        person: PersonID(rawValue: 1), name: "",
        spaces: [.init(id: other, name: "Tweede wijk", role: .contributor)]))
    let note = try anna.note("Plein", ["place": [Value("hier")]])
    try anna.replica.edit(note, [.clear("place")])
    let copy = try anna.replica.share(note, in: other)
    let state = try DocumentState(encoded: try #require(try anna.replica.states(in: other)[copy]))
    #expect(state.fields.map(\.name) == ["title"])
  }

  @Test("what was erased of a visibility is held to be the narrowest there is")
  func erasedVisibility() throws {
    let apart = try Apart(
      ["visibility": [Value("team")], "place": [Value("hier")]], clearing: "place",
      against: .set("visibility", Value("region")))
    let dot = try #require(try apart.field("visibility")?.versions.first?.dot)
    try apart.anna.replica.write { transaction throws(ReplicaError) in
      try transaction.erase(
        [.init(document: apart.note, dots: [dot])],
        in: try transaction.space(TestReplica.space))
    }
    #expect(try apart.field("visibility")?.shown == [Value("own")])
  }

  @Test("a field with an erased version can be given the value that its other version has")
  func besideErased() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note("Plein")
    try bram.hear(anna)
    try anna.replica.edit(note, [.set("visibility", Value("region"))])
    try bram.replica.edit(note, [.set("visibility", Value("team"))])
    try anna.hear(bram)
    let dot = try #require(try bram.ownChanges().last?.change.dot)
    try anna.replica.write { transaction throws(ReplicaError) in
      try transaction.erase(
        [.init(document: note, dots: [dot])], in: try transaction.space(TestReplica.space))
    }
    #expect(try anna.replica.document(note)?["visibility"]?.shown == [Value("own")])
    #expect(try anna.replica.edit(note, [.set("visibility", Value("region"))]))
    #expect(try anna.replica.document(note)?["visibility"]?.shown == [Value("region")])
    #expect(try !anna.replica.edit(note, [.set("visibility", Value("region"))]))
  }
}
