import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Reading a document")
struct DocumentTests {
  @Test("a document shows what was written, by whom, where and when")
  func reads() throws {
    let device = try TestReplica(1)
    let area = Area(code: "WK034403", year: 2024)!.value
    let id = try device.note(
      "bankje",
      ["themes": [Value("safety"), Value("jeugd")], "area": [area], "eigen": [Value(7)]])
    let document = try #require(try device.replica.document(id))
    #expect(document.title == "bankje")
    #expect(document.kind == "fieldNote")
    #expect(document.space == DocumentSpace(id: TestReplica.space, name: "Voorbeeldwijk"))
    #expect(document.author == Author(person: PersonID(rawValue: 1), name: "Voorbeeld 1"))
    #expect(document.fields.map(\.name) == ["title", "area", "themes", "eigen"])
    #expect(document["themes"]?.shown == [Value("jeugd"), Value("safety")].sorted())
    #expect(document["eigen"]?.value == Value(7))
    #expect(document["body"] == nil)
    #expect(document.lifecycle == .alive)
    #expect(document.state == .onThisDevice)
    let created = try #require(document.created)
    #expect(created > 1_700_000_000_000 && created <= document.changed)
    try device.acknowledge()
    #expect(try device.replica.document(id)?.state == .synchronised)
    #expect(try device.replica.document(DocumentID(milliseconds: 1, random: (2, 3))) == nil)
  }

  @Test("a draft is read like a document, and has no space")
  func draft() throws {
    let device = try TestReplica(1, enrolled: false)
    let id = try device.replica.draft("fieldNote", ["body": [Value("b")], "title": [Value("a")]])
    let draft = try #require(try device.replica.document(id))
    #expect(draft.state == .draft)
    #expect(draft.space == nil)
    #expect(draft.author == nil)
    #expect(draft.title == "a")
    #expect(draft.fields.map(\.name) == ["title", "body"])
    #expect(try device.replica.history(id) == DocumentHistory(items: [], isComplete: true))
  }

  @Test(
    "text is kept byte by byte, composed or not", arguments: ["é", "e\u{301}", "ﬁ", "\u{0}", "🏳️‍🌈"])
  func spelling(text: String) throws {
    let device = try TestReplica(1)
    let field = Name(text)
    let id = try device.note(text, [field: [Value(text)]])
    try device.replica.close()
    let again = try TestReplica(2, person: 1, home: device.home)
    let document = try #require(try again.replica.document(id))
    #expect(document["title"]?.value?.encoded == Value(text).encoded)
    #expect(document.title.utf8.elementsEqual(text.utf8))
    #expect(document[field]?.value?.encoded == Value(text).encoded)
  }

  @Test("two spellings of a word are two values, and an edit from one to the other is an edit")
  func twoSpellings() throws {
    let device = try TestReplica(1)
    let id = try device.note("é")
    #expect(try device.replica.edit(id, [.set("title", Value("e\u{301}"))]))
    #expect(try device.replica.edit(id, [.set("title", Value("e\u{301}"))]) == false)
    #expect(try device.replica.document(id)?.title.utf8.count == 3)
    #expect(try device.replica.search("e").count == 1)
    #expect(try device.replica.check() == [])
  }

  @Test("kinds, fields and values that this version does not know come back as they were")
  func unknown() throws {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let tree = try #require(
      Value(
        .map([
          .init(.text("a"), .array([.unsigned(1), .null, .double(1.5)])),
          .init(.text("b"), .bytes([0, 255])),
        ])))
    let id = try anna.replica.create(
      "toekomst", ["boom": [tree], "vlag": [Value(true)], "leeg": [.null]], in: TestReplica.space)
    try bob.hear(anna)
    try bob.replica.edit(id, [.set("vlag", Value(false))])
    try anna.hear(bob)
    for device in [anna, bob] {
      let document = try #require(try device.replica.document(id))
      #expect(document.kind == "toekomst")
      #expect(document["boom"]?.value == tree)
      #expect(document["vlag"]?.value == Value(false))
      // A null is kept, and shown as the empty field that it stands for.
      #expect(document["leeg"] == nil)
      let bytes = try #require(try device.replica.states(in: TestReplica.space)[id])
      #expect(try DocumentState(encoded: bytes).siblings(of: "leeg").map(\.value) == [.null])
      #expect(document.fields.allSatisfy { $0.policy == .keepAll })
    }
    #expect(
      try anna.replica.fingerprint(of: TestReplica.space)
        == bob.replica.fingerprint(of: TestReplica.space))
  }

  @Test("the value of a clock that ran ahead does not win from one that came later")
  func receipts() throws {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let id = try anna.note("a", ["place": [Value("begin")]])
    try bob.hear(anna)
    bob.clock.advance(1_000_000_000)
    try bob.replica.edit(id, [.set("place", Value("Bob"))])
    anna.clock.advance(5_000)
    try anna.replica.edit(id, [.set("place", Value("Anna"))])
    try anna.hear(bob, received: 1_700_000_000_100)
    let place = try #require(try anna.replica.document(id)?["place"])
    #expect(place.text == "Anna")
    #expect(place.standing == .parallelEdit)
    #expect(place.versions.map(\.value) == [Value("Anna"), Value("Bob")])
    #expect(place.versions.map(\.received) == [nil, 1_700_000_000_100])
  }

  @Test("a connector profile lists its areas, and a copy of a document names where it came from")
  func copies() throws {
    let device = try TestReplica(1)
    let other = SpaceID(rawValue: 7)
    try device.replica.adopt(
      Enrolment(
        person: PersonID(rawValue: 1), name: "Voorbeeld 1",
        spaces: [.init(id: other, name: "Elders", role: .contributor)]))
    let id = try device.note("bankje")
    let copy = try device.replica.share(id, in: other)
    #expect(copy != id)
    #expect(try device.replica.document(copy)?.space?.name == "Elders")
    #expect(
      try device.replica.history(copy).items.first?.origin
        == .document(space: TestReplica.space, document: id))
    #expect(try device.replica.check() == [])
  }
}
