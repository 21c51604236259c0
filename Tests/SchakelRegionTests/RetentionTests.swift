import SchakelCore
import Testing

@testable import SchakelRegion

/// What goes when its term is over, and what does not.
@Suite("Retention")
struct RetentionTests {
  private static let day: UInt64 = 24 * 3_600_000

  /// A team with a coordinator and somebody who writes.
  private struct Scene {
    var region: TestRegion
    let space: SpaceID
    var anna: TestDevice
    var cees: TestDevice

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("anna", in: space)
      cees = try await region.device("cees", in: space, as: .coordinator)
    }

    var coordinator: PersonID { cees.device.person }

    /// Some days pass, of which a device hears nothing by itself.
    func pass(days: UInt64) { region.clock.advance(days * RetentionTests.day) }

    @discardableResult
    func note(_ title: String) async throws -> DocumentID {
      let note = anna.create(title, in: space)
      try await anna.sync(space)
      return note
    }

    func edit(_ note: DocumentID, _ title: String) async throws {
      anna.edit(note, title, in: space)
      try await anna.sync(space)
    }

    func preview() async throws -> RetentionPreview {
      try await region.service.previewRetention()
    }

    func due() async throws -> [DocumentID] { try await preview().documents.map(\.document) }

    func apply(_ token: String, daily: Bool = false) async throws -> RetentionReport {
      try await region.service.applyRetention(
        token, by: coordinator, ground: "termijn voorbij", daily: daily)
    }

    func set(_ days: UInt64?, kind: Name = "fieldNote") async throws {
      try await region.service.setRetention(of: kind, in: space, days: days, by: coordinator)
    }

    /// The titles that whoever reads the whole log can still read.
    func titles() async throws -> [String] {
      let fresh = cees.emptied(in: region)
      try await fresh.sync(space)
      return (fresh.spaces[space]?.documents.values.map { $0 } ?? [])
        .flatMap { $0.siblings(of: "title") }.compactMap { $0.value?.text }.sorted()
    }

    /// A day passes, and the server looks.
    func nextDay() async throws {
      pass(days: 1)
      if case .suspended(let reason) = try await region.service.keepRetention() {
        Issue.record("suspended: \(reason)")
      }
    }

    /// The same region, opened again.
    mutating func reopen() async throws {
      try region.service.close()
      region = try await region.reopened()
      anna = anna.copied(to: region)
      cees = cees.copied(to: region)
    }
  }

  @Test(
    "notes are kept for five years after their last change and the rest for good, unless somebody decides"
  )
  func terms() async throws {
    let scene = try await Scene()
    let standard = try await scene.region.service.retentionTerms()
    #expect(standard.map(\.kind) == Kind.all.map(\.name))
    #expect(standard.map(\.days) == [1_827, nil, nil])
    #expect(standard.allSatisfy { $0.decidedBy == nil })
    try await scene.set(730)
    try await scene.set(3_650, kind: "successStory")
    try await scene.set(30, kind: "later")
    let decided = try await scene.region.service.retentionTerms()
    #expect(decided.map(\.days) == [730, 3_650, nil, 30])
    #expect(
      decided.map(\.decidedBy) == [scene.coordinator, scene.coordinator, nil, scene.coordinator])
    try await scene.set(nil)
    #expect(try await scene.region.service.retentionTerms()[0].days == nil)
    for days in [UInt64(0), 36_526] {
      #expect(try await failure { try await scene.set(days) }.code == .invalidInput)
    }
    let stranger = try await failure {
      try await scene.region.service.setRetention(
        of: "fieldNote", in: scene.space, days: 1, by: scene.anna.device.person)
    }
    #expect(stranger.code == .notCoordinator)
  }

  @Test("a note goes when its term is over, on the record, and no day before")
  func goes() async throws {
    let scene = try await Scene()
    let old = try await scene.note("kersenboomgaard")
    scene.pass(days: 1_000)
    let edited = try await scene.note("lindelaan")
    scene.pass(days: 826)
    #expect(try await scene.due() == [])
    try await scene.edit(edited, "lindenlaan")
    scene.pass(days: 1)
    let preview = try await scene.preview()
    #expect(preview.documents.map(\.document) == [old])
    // A look erases nothing.
    #expect(try await scene.titles() == ["kersenboomgaard", "lindenlaan"])
    #expect(try await scene.region.service.erasures().isEmpty)
    let report = try await scene.apply(preview.token)
    #expect(report.erased == 1 && report.left == 0 && report.requests == [1])
    #expect(try await scene.titles() == ["lindenlaan"])
    let record = try #require(try await scene.region.service.erasures().first)
    #expect(record.subject == .document(old) && record.ground == "termijn voorbij")
    #expect(record.requestedBy == scene.coordinator && record.decidedBy == scene.coordinator)
    #expect(try await scene.region.audit().counts.erased == 1)
    // It stays erased, and is not due again.
    #expect(try await scene.due() == [])
    #expect(try await failure { _ = try await scene.apply(preview.token) }.code == .unknownPreview)
  }

  @Test(
    "a device whose clock is years behind loses no young note, one that is ahead keeps none for longer"
  )
  func clocks() async throws {
    let scene = try await Scene()
    scene.anna.skew = 40 * 365 * Self.day
    let ahead = try await scene.note("vooruit")
    scene.pass(days: 1_000)
    let bram = try await scene.region.device("bram", in: scene.space)
    bram.skew = 0 &- 30 * 365 * Self.day
    bram.create("achter", in: scene.space)
    try await bram.sync(scene.space)
    scene.pass(days: 827)
    let due = try await scene.preview().documents
    #expect(due.map(\.document) == [ahead])
    #expect(due[0].claimed > due[0].received)
    scene.pass(days: 1_000)
    let both = try await scene.preview().documents
    #expect(both.count == 2)
    #expect(both.contains { $0.claimed < $0.received - 10_000 * Self.day })
  }

  @Test("what is refused is no change, and what got one after the list was seen is not erased")
  func between() async throws {
    let scene = try await Scene()
    let (first, second) = (try await scene.note("een"), try await scene.note("twee"))
    scene.pass(days: 1_000)
    // Somebody signs as another.
    scene.anna.edit(second, "drie", in: scene.space, author: scene.coordinator)
    try await scene.anna.sync(scene.space)
    scene.pass(days: 827)
    let preview = try await scene.preview()
    #expect(preview.documents.map(\.document) == [first, second])
    let bram = try await scene.region.device("bram", in: scene.space)
    try await bram.sync(scene.space)
    bram.edit(first, "vier", in: scene.space)
    try await bram.sync(scene.space)
    let report = try await scene.apply(preview.token)
    #expect(report.erased == 1 && report.left == 1)
    #expect(try await scene.titles() == ["vier"])
    _ = try await scene.region.audit()
  }

  @Test(
    "only what was seen is erased: not what is due since, nor after other terms or a put-back region"
  )
  func token() async throws {
    var scene = try await Scene()
    try await scene.note("een")
    scene.pass(days: 1)
    try await scene.note("twee")
    scene.pass(days: 1_826)
    let seen = try await scene.preview()
    scene.pass(days: 10)
    #expect(try await scene.apply(seen.token).erased == 1)
    #expect(try await scene.titles() == ["twee"])

    let second = try await scene.preview()
    #expect(second.documents.count == 1)
    #expect(try await failure { _ = try await scene.apply(seen.token) }.code == .unknownPreview)
    try await scene.set(5_000)
    #expect(try await failure { _ = try await scene.apply(second.token) }.code == .unknownPreview)
    try await scene.set(1_000)
    let third = try await scene.preview()
    try await scene.reopen()
    let stranger = try await failure {
      _ = try await scene.region.service.applyRetention(
        third.token, by: scene.anna.device.person, ground: "zomaar")
    }
    #expect(stranger.code == .notCoordinator)
    try scene.region.service.close()
    // As a copy of the file would be found: its mark is gone.
    shell("rm '\(scene.region.scratch.file("region.sqlite.high-water"))'")
    scene.region = try await scene.region.reopened()
    try await scene.region.service.beginServing()
    #expect(try await failure { _ = try await scene.apply(third.token) }.code == .unknownPreview)
    #expect(try await scene.titles() == ["twee"])
  }

  @Test("thousands go in transactions of some hundreds, and what broke off goes on")
  func many() async throws {
    let scene = try await Scene()
    for number in 0..<1_050 { scene.anna.create("notitie \(number)", in: scene.space) }
    try await scene.anna.sync(scene.space)
    scene.pass(days: 1_827)
    let preview = try await scene.preview()
    #expect(preview.documents.count == 1_050)
    let report = try await scene.apply(preview.token)
    #expect(report.erased == 1_050 && report.requests.count == 6)
    #expect(try await scene.titles() == [])
    #expect(try await scene.region.audit().counts.erased == 1_050)
    // A later change to any of them is taken without its words.
    let one = preview.documents[700].document
    scene.anna.edit(one, "kersenboomgaard", in: scene.space)
    try await scene.anna.sync(scene.space)
    #expect(try await scene.titles() == [])
    _ = try await scene.region.audit()
  }

  @Test("what a later contribution has words of stays as long as that")
  func held() async throws {
    let scene = try await Scene()
    let old = try await scene.note("kersenboomgaard")
    let other = try await scene.note("perelaar")
    let own = try #require(scene.anna.own[scene.space])
    scene.pass(days: 1_000)
    let young = scene.anna.create("nieuw", in: scene.space)
    scene.anna.edit(
      young, "kersenboomgaard", in: scene.space,
      origin: .change(scene.anna.dot(1), check: own.links[0].check))
    try await scene.anna.sync(scene.space)
    scene.pass(days: 827)
    let preview = try await scene.preview()
    #expect(preview.documents.map(\.document) == [other])
    #expect(preview.held.map(\.document) == [old])
    _ = try await scene.apply(preview.token)
    #expect(try await scene.titles() == ["kersenboomgaard", "kersenboomgaard"])
    scene.pass(days: 1_000)
    #expect(try await Set(scene.due()) == [old, young])
  }

  @Test("each day what is due goes by itself, once somebody has seen a list and asked for it")
  func daily() async throws {
    let scene = try await Scene()
    let service = scene.region.service
    try await scene.set(30)
    try await scene.note("een")
    scene.pass(days: 30)
    try await scene.note("twee")
    guard case .notDue = try await service.keepRetention() else {
      Issue.record("nobody asked for it")
      return
    }
    #expect(try await scene.apply(scene.preview().token, daily: true).erased == 1)
    for _ in 0..<29 { try await scene.nextDay() }
    #expect(try await scene.titles() == ["twee"])
    try await scene.nextDay()
    #expect(try await scene.titles() == [])
    let record = try #require(try await service.erasures().last)
    #expect(record.requestedBy == scene.coordinator)
    #expect(record.decidedBy == service.environment.identity.person)
    #expect(try await service.stopRetention(by: scene.coordinator))
    #expect(try await service.retentionDaily() == nil)
    #expect(try await !service.stopRetention(by: scene.coordinator))
  }

  @Test("a daily run waits for somebody to look after other terms, or a clock that leapt")
  func suspended() async throws {
    let scene = try await Scene()
    let service = scene.region.service
    try await scene.note("een")
    #expect(try await scene.apply(scene.preview().token, daily: true).erased == 0)
    try await scene.set(1)
    scene.pass(days: 2)
    #expect(try await service.keepRetention().reason == .otherTerms)
    #expect(try await scene.titles() == ["een"])
    try await scene.set(10)
    #expect(try await scene.apply(scene.preview().token, daily: true).erased == 0)
    // The clock leaps by twenty years.
    scene.pass(days: 7_300)
    #expect(try await service.keepRetention().reason == .clock)
    scene.region.clock.turnBack(7_301 * Self.day)
    #expect(try await service.keepRetention().reason == .clock)
    #expect(try await scene.titles() == ["een"])
  }
}

extension RetentionRun {
  fileprivate var reason: Reason? {
    if case .suspended(let reason) = self { reason } else { nil }
  }
}
