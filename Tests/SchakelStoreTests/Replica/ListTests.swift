import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Listing on a device")
struct ListTests {
  private func titles(
    _ device: TestReplica, limit: Int = 50, offset: Int = 0,
    _ change: (inout DocumentFilter) -> Void = { _ in }
  ) throws -> [String] {
    var filter = DocumentFilter()
    change(&filter)
    let titles = try device.replica.list(filter, limit: limit, offset: offset).map(\.title)
    if limit == 50 && offset == 0 { #expect(try device.replica.count(filter) == titles.count) }
    return titles
  }

  private func area(_ code: String) -> [Name: [Value]] {
    ["area": [Area(code: code, year: 2024)!.value]]
  }

  @Test("the last changed stands first, and pages follow each other without a gap")
  func order() throws {
    let device = try TestReplica(1)
    let first = try device.note("a")
    for title in ["b", "c", "d"] { _ = try device.note(title) }
    _ = try device.replica.draft("fieldNote", ["title": [Value("e")]])
    try device.replica.edit(first, [.set("place", Value("plein"))])
    #expect(try titles(device) == ["a", "e", "d", "c", "b"])
    #expect(try titles(device, limit: 2) == ["a", "e"])
    #expect(try titles(device, limit: 2, offset: 2) == ["d", "c"])
    #expect(try titles(device, limit: 2, offset: 4) == ["b"])
    #expect(try titles(device, limit: 2, offset: 5) == [])
    #expect(try titles(device, limit: .max, offset: .max) == [])
    #expect(try titles(device, limit: -1, offset: -1) == [])
  }

  @Test("an area finds all that lies in it")
  func areas() throws {
    let device = try TestReplica(1)
    for code in ["GM0344", "WK034403", "BU03440312", "WK034500"] {
      _ = try device.note(code, area(code))
    }
    _ = try device.replica.create(
      "connectorProfile",
      [
        "name": [Value("profiel")], "consent": [Value("given")],
        "areas": ["WK036300", "WK034403"].map { Area(code: $0, year: 2024)!.value },
      ], in: TestReplica.space)
    _ = try device.replica.draft("fieldNote", area("BU03440312"))
    let expected = [
      "GM0344": ["", "profiel", "BU03440312", "WK034403", "GM0344"],
      "WK0344": ["", "profiel", "BU03440312", "WK034403"],
      "wk034403": ["", "profiel", "BU03440312", "WK034403"], "BU0344": ["", "BU03440312"],
      "0345": ["WK034500"], "WK036300": ["profiel"], "WK9": [], "K0344": [], "%": [],
    ]
    for (area, found) in expected {
      #expect(try titles(device) { $0.area = area } == found, "\(area)")
    }
  }

  @Test("a theme is found by id, by label and as it was typed")
  func themes() throws {
    let device = try TestReplica(1)
    _ = try device.note("a", ["themes": [Value("safety"), Value("jeugd")]])
    // The word alone, elsewhere, is no theme.
    _ = try device.note("b", ["place": [Value("safety")]])
    _ = try device.replica.draft("fieldNote", ["title": [Value("c")], "themes": [Value("safety")]])
    #expect(try titles(device) { $0.theme = "safety" } == ["c", "a"])
    #expect(try titles(device) { $0.theme = "Veiligheid" } == ["c", "a"])
    #expect(try titles(device) { $0.theme = "jeugd" } == ["a"])
    #expect(try titles(device, limit: 1, offset: 1) { $0.theme = "safety" } == ["a"])
  }

  @Test("days are a range with both its ends, and orders what has none last")
  func days() throws {
    let device = try TestReplica(1)
    for day in ["2026-03-02", "2026-03-01", "2026-02-28"] {
      _ = try device.note(day, ["observedOn": [Value(day)]])
    }
    _ = try device.note("geen")
    _ = try device.replica.draft(
      "fieldNote", ["title": [Value("draft")], "observedOn": [Value("2026-03-01")]])
    #expect(
      try titles(device) { $0.order = .day }
        == ["2026-03-02", "draft", "2026-03-01", "2026-02-28", "geen"])
    #expect(try titles(device) { $0.observedFrom = "2026-03-01" }.count == 3)
    #expect(try titles(device) { $0.observedTo = "2026-02-28" } == ["2026-02-28"])
  }

  @Test("states, marks and ownership")
  func statesAndMarks() throws {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let old = try anna.note("oud")
    let gone = try anna.note("weg")
    try anna.acknowledge()
    try anna.replica.delete(gone)
    _ = try anna.note("nieuw")
    _ = try anna.replica.draft("fieldNote", ["title": [Value("klad")]])
    try bob.hear(anna)
    _ = try bob.note("van Bob")
    try bob.replica.edit(old, [.set("title", Value("ouder"))])
    try anna.replica.edit(old, [.set("title", Value("oudst"))])
    try anna.hear(bob)
    #expect(Set(try titles(anna)) == ["oudst", "van Bob", "klad", "nieuw"])
    #expect(try titles(anna) { $0.mine = true } == ["oudst", "klad", "nieuw"])
    #expect(try titles(bob) { $0.mine = true } == ["ouder", "van Bob"])
    #expect(try titles(anna) { $0.states = [.draft] } == ["klad"])
    #expect(try titles(anna) { $0.states = .waiting } == ["oudst", "nieuw"])
    #expect(try titles(anna) { $0.states = [.synchronised] } == ["van Bob"])
    #expect(try titles(anna) { $0.conflicts = true } == ["oudst"])
    #expect(try titles(anna) { $0.deleted = .only } == ["weg"])
    #expect(try titles(anna) { $0.deleted = .included }.count == 5)
    #expect(try titles(anna) { $0.includesDrafts = false }.count == 3)
    let summary = try #require(try anna.replica.list().first)
    #expect(summary.titles == ["oudst", "ouder"])
    #expect(summary.marks == [.conflict])
    #expect(summary.author?.name == "Voorbeeld 1")
  }

  @Test("spaces and kinds")
  func spacesAndKinds() throws {
    let device = try TestReplica(1)
    _ = try device.note("a")
    _ = try device.note("b", kind: "somethingNew")
    #expect(try titles(device) { $0.kind = "somethingNew" } == ["b"])
    #expect(try titles(device) { $0.space = TestReplica.space } == ["b", "a"])
    #expect(throws: ReplicaError.self) {
      try titles(device) { $0.space = SpaceID(rawValue: 99) }
    }
  }

  @Test("an id is found by its first characters, a draft's too")
  func prefixes() throws {
    let device = try TestReplica(1)
    let note = try device.note("a")
    let draft = try device.replica.draft("fieldNote", ["title": [Value("b")]])
    for id in [note, draft] {
      #expect(try device.replica.documentIDs(prefix: id.text) == [id])
      #expect(try device.replica.documentIDs(prefix: String(id.text.dropLast(3))) == [id])
      #expect(try device.replica.document(id)?.id == id)
    }
    let shared = String(note.text.prefix(9).uppercased())
    #expect(try device.replica.documentIDs(prefix: shared) == [note, draft].sorted())
    #expect(try device.replica.documentIDs(prefix: shared, limit: 1).count == 1)
    for prefix in ["", "-", "zz", "ffff", note.text + "0"] {
      #expect(try device.replica.documentIDs(prefix: prefix) == [])
    }
  }
}
