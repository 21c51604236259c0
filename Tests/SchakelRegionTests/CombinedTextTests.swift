import SchakelCore
import Testing

@testable import SchakelRegion

/// What the region writes at the end of a push, for texts that people changed while apart.
@Suite("Texts put together by the region")
struct CombinedTextTests {
  @Test("what two people made of one text while apart is put together, by the region as a writer")
  func twoVersions() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    let versions = [desk.anna, desk.bram].map {
      $0.state(of: desk.note, in: desk.space).siblings(of: "body")[0]
    }
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("druk", "vol")])
    let written = try await desk.written()
    let header = try #require(written.first?.header)
    #expect(written.count == 1)
    #expect(header.purpose == .resolution)
    #expect(header.rule == TextMerge.rule)
    #expect(header.author == desk.identity.person)
    #expect(header.time == versions.map(\.time).max())
    #expect(header.operations.map(\.replaces) == [versions.map { .init($0.dot) }.sorted()])
    #expect(written[0].content?.reason == nil)
    let copy = try #require(desk.cor.spaces[desk.space])
    #expect(copy.people.contains { $0.person == header.author && $0.name == "Noord" })
    let seals = copy.seals[written[0].writer] ?? []
    #expect(seals.map(\.counter) == [1])
    #expect(
      seals.allSatisfy {
        FakeKeys.verify(FakeKeys.region, $0.message(in: desk.space), $0.signature)
      })
  }

  @Test("what touches each other stays a conflict, and nothing is written")
  func overlap() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("vol"), by: desk.bram)
    let before = try await desk.region.service.status().spaces[0].entries
    try await desk.syncAll()
    #expect(Set(desk.texts()) == [Desk.text("druk"), Desk.text("vol")])
    // Two changes under two seals.
    #expect(try await desk.region.service.status().spaces[0].entries == before + 4)
  }

  @Test("three versions come to one, and a fourth that touches one of them leaves all four")
  func threeVersions() async throws {
    let desk = try await Desk()
    let four = try await desk.region.device("dirk", in: desk.space)
    try await four.sync(desk.space)
    let texts = [Desk.text("druk"), Desk.text("stil", "vol"), Desk.text("stil", "leeg", "open")]
    for overlaps in [false, true] {
      let note = desk.anna.create("n", in: desk.space)
      desk.anna.edit(note, Desk.text(), in: desk.space, field: "body")
      for device in [desk.anna, desk.bram, desk.cor, four] { try await device.sync(desk.space) }
      for (device, text) in zip([desk.anna, desk.bram, desk.cor], texts) {
        device.edit(note, text, in: desk.space, field: "body")
      }
      if overlaps { four.edit(note, Desk.text("leeg"), in: desk.space, field: "body") }
      // One after the other would be combined one by one: all arrive with one push.
      let runs = [desk.anna, desk.bram, desk.cor, four].flatMap { $0.outbox(in: desk.space) }
      _ = try await desk.anna.exchange(desk.space, push: runs)
      try await four.sync(desk.space)
      try await desk.syncAll()
      let shown = desk.texts(of: note)
      #expect(overlaps ? shown.count == 4 : shown == [Desk.text("druk", "vol", "open")])
    }
    #expect(try await desk.written().map(\.header.operations[0].replaces.count) == [3])
  }

  @Test("more versions than the limit are left to a person")
  func tooManyVersions() async throws {
    var limits = RegionLimits()
    limits.combinedVersions = 2
    let desk = try await Desk(limits: limits)
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    desk.write(Desk.text("stil", "leeg", "open"), by: desk.cor)
    let runs = [desk.anna, desk.bram, desk.cor].flatMap { $0.outbox(in: desk.space) }
    _ = try await desk.anna.exchange(desk.space, push: runs)
    try await desk.syncAll()
    #expect(desk.texts().count == 3)
  }

  @Test("two texts of one document are one change, and two documents of one push one run")
  func oneRun() async throws {
    let desk = try await Desk()
    let stories = (0..<2).map { _ in story(by: desk.anna, in: desk.space) }
    try await desk.syncAll()
    for story in stories {
      for field in ["lessons", "summary"] as [Name] {
        desk.anna.edit(story, Desk.text("druk"), in: desk.space, field: field)
        desk.bram.edit(story, Desk.text("stil", "vol"), in: desk.space, field: field)
      }
    }
    try await desk.syncAll()
    for story in stories {
      #expect(desk.texts("lessons", of: story) == [Desk.text("druk", "vol")])
      #expect(desk.texts("summary", of: story) == [Desk.text("druk", "vol")])
    }
    let written = try await desk.written()
    #expect(
      written.map { $0.header.operations.map(\.field) } == [
        ["lessons", "summary"], ["lessons", "summary"],
      ])
    #expect(desk.cor.spaces[desk.space]?.seals[written[0].writer]?.map(\.counter) == [2])
  }

  private func story(by device: TestDevice, in space: SpaceID) -> DocumentID {
    let id = DocumentID(
      milliseconds: device.region.clock.now,
      random: (device.region.random.next(), device.region.random.next()))
    device.write(
      in: space, document: id, context: VersionVector(), kind: "successStory", author: nil,
      operations: (["lessons", "summary"] as [Name]).map {
        Operation(.set, field: $0, replaces: [], count: 1)
      }, values: [Value(Desk.text()), Value(Desk.text())])
    return id
  }

  @Test("a deleted document is left alone, and one that an edit keeps alive is not")
  func deleted() async throws {
    for isContested in [false, true] {
      let desk = try await Desk()
      desk.write(Desk.text("druk"), by: desk.anna)
      desk.write(Desk.text("stil", "vol"), by: desk.bram)
      let seen = desk.joined(isContested ? [desk.anna] : [desk.anna, desk.bram])
      desk.cor.write(
        in: desk.space, document: desk.note, context: seen.vector, kind: nil, author: nil,
        operations: [Operation(.delete, field: .lifecycle, replaces: [], count: 1)],
        values: [.null])
      let runs = [desk.anna, desk.bram, desk.cor].flatMap { $0.outbox(in: desk.space) }
      _ = try await desk.anna.exchange(desk.space, push: runs)
      try await desk.syncAll()
      #expect(desk.texts().count == (isContested ? 1 : 2))
      #expect(try await desk.written().count == (isContested ? 1 : 0))
    }
  }

  @Test("a change that waited and is applied is put together with what was there")
  func waited() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.anna.edit(desk.note, "straatje", in: desk.space)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    try await desk.bram.sync(desk.space)
    // Cor has Anna's by another way, and edits on top of it.
    let seen = desk.anna.state(of: desk.note, in: desk.space)
    desk.replace("body", Desk.text("druk", "leeg", "open"), in: seen, by: desk.cor)
    let answer = try await desk.cor.exchange(desk.space)
    #expect(answer.outcomes.count == 1)
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("druk", "vol", "open")])
    #expect(try await desk.written().count == 1)
  }

  @Test("a push that is repeated writes nothing twice")
  func repeated() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    let runs = [desk.anna, desk.bram].flatMap { $0.outbox(in: desk.space) }
    _ = try await desk.anna.exchange(desk.space, push: runs)
    let entries = try await desk.region.service.status().spaces[0].entries
    _ = try await desk.anna.exchange(desk.space, push: runs)
    #expect(try await desk.region.service.status().spaces[0].entries == entries)
    try await desk.syncAll()
    #expect(try await desk.written().count == 1)
  }

  @Test(
    "versions that one change put beside each other are not put together again, in one way or another",
    arguments: [false, true])
  func undone(isSaidTwice: Bool) async throws {
    for undoer in [0, 1] {
      let desk = try await Desk()
      desk.write(Desk.text("druk"), by: desk.anna)
      desk.write(Desk.text("stil", "vol"), by: desk.bram)
      try await desk.syncAll()
      let devices = undoer == 0 ? [desk.anna, desk.bram] : [desk.bram, desk.anna]
      // The same as one of them, by somebody who knew nothing of the undo: it stands for it, if its
      // dot is less.
      if isSaidTwice { desk.write(Desk.text("druk"), by: devices[1]) }
      undo(desk, by: devices[0])
      try await desk.syncAll()
      #expect(Set(desk.texts()) == [Desk.text("druk"), Desk.text("stil", "vol")])
      #expect(desk.texts().count == (isSaidTwice ? 3 : 2))
      #expect(try await desk.written().count == 1)
    }
  }

  private func undo(_ desk: Desk, by device: TestDevice) {
    let state = desk.cor.state(of: desk.note, in: desk.space)
    device.write(
      in: desk.space, document: desk.note, context: state.vector, kind: nil, author: nil,
      operations: [
        Operation(
          .set, field: "body", replaces: [.init(state.siblings(of: "body")[0].dot)], count: 2)
      ], values: [Value(Desk.text("druk")), Value(Desk.text("stil", "vol"))], purpose: .undo)
  }

  @Test("a result that is longer than a change, a value or a document may be is not written")
  func tooLong() async throws {
    var (tightChange, tightState) = (RegionLimits(), RegionLimits())
    (tightChange.changeBytes, tightState.stateBytes) = (700, 1_600)
    let cases: [(RegionLimits, words: Int, versions: Int)] = [
      (RegionLimits(), 50, 1), (tightChange, 50, 2), (tightState, 50, 2),
      // Twice this is more than `valueBytes`, and once is not.
      (RegionLimits(), 50_000, 2),
    ]
    for (limits, words, versions) in cases {
      let added = String(repeating: "woord ", count: words)
      let desk = try await Desk(limits: limits)
      desk.write(added + "\n" + Desk.text(), by: desk.anna)
      desk.write(Desk.text() + "\n" + added, by: desk.bram)
      try await desk.syncAll()
      #expect(desk.texts().count == versions)
      #expect(try await desk.region.service.status().spaces[0].voids == 0)
    }
  }

  @Test("a field that is no text, or is not known, is left as it is")
  func otherFields() async throws {
    let desk = try await Desk()
    for field in ["title", "place", "nieuw"] as [Name] {
      desk.anna.edit(desk.note, Desk.text(), in: desk.space, field: field)
    }
    try await desk.syncAll()
    for field in ["title", "place", "nieuw"] as [Name] {
      desk.anna.edit(desk.note, Desk.text("druk"), in: desk.space, field: field)
      desk.bram.edit(desk.note, Desk.text("stil", "vol"), in: desk.space, field: field)
    }
    try await desk.syncAll()
    for field in ["title", "place", "nieuw"] as [Name] { #expect(desk.texts(field).count == 2) }
    #expect(try await desk.written().isEmpty)
  }
}
