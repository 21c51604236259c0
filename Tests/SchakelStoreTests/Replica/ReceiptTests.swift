import SchakelCore
import Testing

@testable import SchakelStore

@Suite("First receipts")
struct ReceiptTests {
  private static let start: UInt64 = 1_700_000_000_000

  private static func area(_ code: String) -> Value { Area(code: code, year: 2024)!.value }

  /// Two devices that wrote another area and day into one note: Bob first, by a clock that is an
  /// hour ahead; Anna half a minute later.
  private func pair() throws -> (anna: TestReplica, bob: TestReplica, id: DocumentID) {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let id = try anna.note(
      "bankje", ["area": [Self.area("GM0001")], "observedOn": [Value("2026-01-01")]])
    try bob.hear(anna)
    anna.clock.advance(30_000)
    try anna.replica.edit(
      id, [.set("area", Self.area("GM0344")), .set("observedOn", Value("2026-03-03"))])
    bob.clock.advance(3_600_000)
    try bob.replica.edit(
      id, [.set("area", Self.area("GM0999")), .set("observedOn", Value("2026-09-09"))])
    return (anna, bob, id)
  }

  /// What the document, the lists and a copy say of its area; equal, or all of them.
  private func areas(_ device: TestReplica, _ id: DocumentID) throws -> Set<String> {
    let document = try #require(try device.replica.document(id))
    let shown = Area(document["area"]?.value)?.code ?? ""
    var said: Set = ["\(shown) \(document["observedOn"]?.text ?? "")"]
    for summary in try device.replica.list() {
      said.insert("\(summary.areas.joined()) \(summary.day ?? "")")
    }
    for (area, day) in [("GM0344", "2026-03-03"), ("GM0999", "2026-09-09")] {
      var filter = DocumentFilter()
      filter.area = area
      if try device.replica.count(filter) == 1 { said.insert("\(area) \(day)") }
      filter = DocumentFilter()
      (filter.observedFrom, filter.observedTo) = (day, day)
      if try device.replica.count(filter) == 1 { said.insert("\(area) \(day)") }
    }
    #expect(try device.replica.check() == [])
    return said
  }

  private func record(_ received: UInt64, of dot: Dot, on device: TestReplica) throws {
    try device.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.note(.receipt(dot, received: received), in: space)
    }
  }

  @Test("lists show and find the value that the document shows, whoever's clock ran ahead")
  func lists() throws {
    let (anna, bob, id) = try pair()
    try anna.hear(bob, received: Self.start + 10_000)
    #expect(try areas(anna, id) == ["GM0344 2026-03-03"])
    try bob.hear(anna)
    #expect(try areas(bob, id) == ["GM0999 2026-09-09"])
  }

  @Test("a receipt that comes later moves the lists with the document")
  func later() throws {
    let (anna, bob, id) = try pair()
    for (from, to) in [(anna, bob), (bob, anna)] { try to.hear(from) }
    let dot = try #require(try bob.ownChanges().last).change.dot
    for device in [anna, bob] {
      #expect(try areas(device, id) == ["GM0999 2026-09-09"])
      try record(Self.start + 10_000, of: dot, on: device)
      #expect(try areas(device, id) == ["GM0344 2026-03-03"])
    }
  }

  @Test("a copy into another space takes what the document shows")
  func copy() throws {
    let (anna, bob, id) = try pair()
    try anna.hear(bob, received: Self.start + 10_000)
    let other = SpaceID(rawValue: 2)
    try anna.replica.adopt(
      Enrolment(
        person: PersonID(rawValue: 1), name: "Voorbeeld 1",
        spaces: [.init(id: other, name: "Andere wijk", role: .contributor)]))
    let copy = try anna.replica.share(id, in: other)
    #expect(try anna.replica.document(copy)?["area"]?.value == Self.area("GM0344"))
  }

  @Test("of all receipts of a dot the least stands, in whatever order they come")
  func least() throws {
    for order in [[10_000, 20_000], [20_000, 10_000]] as [[UInt64]] {
      for heardWith in [nil, 40_000] as [UInt64?] {
        let (anna, bob, id) = try pair()
        try anna.hear(bob, received: heardWith.map { Self.start + $0 })
        let dot = try #require(try bob.ownChanges().last).change.dot
        for received in order { try record(Self.start + received, of: dot, on: anna) }
        let versions = try #require(try anna.replica.document(id)?["area"]?.versions)
        #expect(versions.last?.dot == dot)
        #expect(versions.last?.received == Self.start + 10_000)
        #expect(
          try anna.replica.history(id).items.first { $0.dot == dot }?.received
            == Self.start + 10_000)
        #expect(try areas(anna, id) == ["GM0344 2026-03-03"])
      }
    }
  }
}
