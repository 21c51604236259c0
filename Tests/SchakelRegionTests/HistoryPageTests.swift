import SchakelCore
import Testing

@testable import SchakelRegion

/// A document's history in pages.
@Suite struct HistoryPageTests {
  /// A note with ten edits and a refused one, in a region whose answers hold a few changes.
  private struct Scene {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let note: DocumentID
    let other: DocumentID

    init(answerBytes: Int = RegionLimits().answerBytes) async throws {
      var limits = RegionLimits()
      limits.answerBytes = answerBytes
      region = try await TestRegion.make(limits: limits)
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      note = anna.create("one", in: space)
      other = anna.create("another", in: space)
      for number in 0..<10 {
        anna.edit(note, "\(number)", in: space)
        anna.edit(other, "\(number)", in: space)
      }
      anna.edit(note, "not mine", in: space, author: PersonID(rawValue: 4))
      try await anna.sync(space)
    }

    func page(after token: [UInt8]?, limit: Int = .max >> 33) async throws -> HistoryAnswer {
      try await region.service.history(
        HistoryRequest(space: space, document: note, after: token, limit: limit), for: anna.device)
    }

    func pages(limit: Int = .max >> 33) async throws -> [HistoryAnswer] {
      var pages = [try await page(after: nil, limit: limit)]
      while let token = pages.last?.token {
        pages.append(try await page(after: token, limit: limit))
      }
      return pages
    }
  }

  @Test(
    "all pages together say what one would, whatever the size of each", arguments: [1, 400, 500])
  func together(bytes: Int) async throws {
    let whole = try await Scene().pages()
    #expect(whole.count == 1)
    #expect(whole[0].items.count == 11 && whole[0].voids.count == 1)
    let scene = try await Scene()
    let small = try await Scene(answerBytes: bytes)
    for pages in [try await scene.pages(limit: bytes), try await small.pages()] {
      #expect(bytes == 1 ? pages.count == 12 : (3..<12).contains(pages.count))
      #expect(pages.flatMap(\.items).count == 11)
      #expect(pages.allSatisfy { !$0.items.isEmpty || !$0.voids.isEmpty })
      // The same seed, so the same bytes; each region signs with a key of its own.
      #expect(pages.flatMap(\.items).map(\.change) == whole[0].items.map(\.change))
      #expect(pages.flatMap(\.voids).map(\.dot) == whole[0].voids.map(\.dot))
    }
  }

  @Test("what is written between two pages changes nothing in those that follow")
  func meanwhile() async throws {
    let scene = try await Scene()
    let before = try await scene.pages(limit: 1)
    let first = try await scene.page(after: nil, limit: 1)
    scene.anna.edit(scene.note, "meanwhile", in: scene.space)
    try await scene.anna.sync(scene.space)
    #expect(try await scene.page(after: first.token, limit: 1) == before[1])
    #expect(try await scene.pages(limit: 1).count == before.count + 1)
  }

  @Test("a change that waited until it was refused is on no page")
  func refusedLater() async throws {
    let scene = try await Scene()
    let (space, anna) = (scene.space, scene.anna)
    let bob = try await scene.region.device("b", in: space)
    // Bob saw a copy of Anna's device, which wrote something else under her next dot.
    var seen = anna.state(of: scene.note, in: space).vector
    let next = anna.dot(UInt64(try #require(anna.own[space]).changes.count) + 1)
    seen.record(next, check: 7)
    bob.edit(scene.note, "by Bob", in: space, context: seen)
    let waiting = try await bob.exchange(space)
    #expect(waiting.outcomes == [.init(bob.dot(1), .waiting(for: [next]))])
    #expect(try await scene.pages(limit: 1).flatMap(\.items).count == 12)
    anna.edit(scene.note, "by Anna", in: space)
    try await anna.sync(space)
    let pages = try await scene.pages(limit: 1)
    #expect(pages.flatMap(\.items).map(\.writer).allSatisfy { $0 == anna.writer })
    #expect(pages.flatMap(\.voids).map(\.dot).contains(bob.dot(1)))
    #expect(pages.allSatisfy { !$0.items.isEmpty || !$0.voids.isEmpty })
  }

  @Test("a token that is not of this document's history is refused, whatever it is")
  func forged() async throws {
    let scene = try await Scene()
    let token = try #require(try await scene.page(after: nil, limit: 1).token)
    let honest = try HistoryToken(encoded: token)
    let elsewhere = try #require(
      try await scene.region.service.history(
        HistoryRequest(space: scene.space, document: scene.other, limit: 1),
        for: scene.anna.device
      ).token)
    let forged = [
      [], [0x80], elsewhere, token + [0], Array(token.dropLast()),
      HistoryToken(position: honest.position, mark: honest.mark ^ 1).encoded,
      HistoryToken(position: honest.position - 1, mark: honest.mark).encoded,
      HistoryToken(position: Limits.position, mark: honest.mark).encoded,
      HistoryToken(position: 0, mark: 0).encoded,
    ]
    for token in forged {
      let error = try await failure { _ = try await scene.page(after: token) }
      #expect(error.code == .cursorUnknown)
    }
    _ = try await scene.page(after: token)
  }

  @Test("a history is answered in the version it was asked for in, or not at all")
  func versions() async throws {
    let scene = try await Scene()
    let service = try await RegionService(
      store: scene.region.store, environment: scene.region.service.environment,
      limits: RegionLimits(), meter: { _ in }, versions: 2...4)
    let answered = { (version: UInt64) async throws -> UInt64 in
      try await service.history(
        HistoryRequest(version: version, space: scene.space, document: scene.note),
        for: scene.anna.device
      ).version
    }
    for version: UInt64 in 2...4 { #expect(try await answered(version) == version) }
    #expect(try await failure { _ = try await answered(1) }.code == .versionNotSpoken)
    #expect(try await failure { _ = try await answered(5) }.code == .versionNotYetSpoken)
  }
}
