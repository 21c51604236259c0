import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelRegion

/// Documents of a push are read ahead, worked on by all processors, and written at its end: what
/// becomes of the changes is the same as if they came one by one.
@Suite("A push of many documents")
struct LargePushTests {
  /// Pushes all at once to one region and change by change to another.
  private func pushBoth(_ fair: Fair, _ comment: Comment) async throws -> (FairTwin, FairTwin) {
    let (whole, single) = (try await fair.twin(), try await fair.twin())
    let told = try await whole.push(fair.runs)
    var toldSingly: [SyncAnswer.Outcome] = []
    for run in fair.oneByOne { toldSingly += try await single.push([run]) }
    #expect(told.voids == toldSingly.voids, comment)
    // Whoever asks again is told the same by both.
    let again = [try await whole.push(fair.runs), try await single.push(fair.runs)]
    #expect(again.map(Set.init) == [Set(told), Set(told)], comment)
    return (whole, single)
  }

  /// Checks that what a region has is what its log makes of it: on record, in ledgers, and on the
  /// device of somebody who follows it.
  private func expectWhole(_ twin: FairTwin, _ comment: Comment) async throws {
    let (space, picture) = (twin.fair.space, try await twin.picture())
    let report = try await twin.region.audit()
    let audited = try #require(report.spaces.first { $0.space.space == space })
    #expect(audited.records.count == picture.records.count, comment)
    let kept = try await twin.region.keptLedgers(in: space)
    #expect(kept.filter { !$0.holds }.map(\.document.text).isEmpty, comment)
    let follower = twin.fair.writers.dirk.device.emptied(in: twin.region)
    try await follower.sync(space)
    let states = follower.spaces[space]?.documents.mapValues { $0.encoded() } ?? [:]
    let different = picture.documents.filter {
      !$0.value.isEmpty && $0.value.state != states[$0.key]
    }
    #expect(different.keys.map(\.text).isEmpty, comment)
  }

  @Test(
    "it ends as the same changes do one by one: documents, digest, records and refusals",
    .serialized, arguments: [1, 2] as [UInt64])
  func stories(seed: UInt64) async throws {
    var generator = SeededRandom(seed: seed)
    var fair = try await Fair(seed: seed)
    try await fair.live((0..<16).flatMap { _ in Story.allCases }.shuffled(using: &generator))
    let (whole, single) = try await pushBoth(fair, "seed \(seed)")
    let (left, right) = (try await whole.picture(), try await single.picture())
    #expect(left.differences(from: right) == [], "seed \(seed)")
    for twin in [whole, single] { try await expectWhole(twin, "seed \(seed)") }
    expectEverything(left)
    let sorts = try await whole.region.keptLedgers(in: fair.space).map(\.sort)
    #expect(Set(sorts) == [.none, .derived, .whole])
  }

  /// There was something of everything in it.
  private func expectEverything(_ picture: RegionPicture) {
    let reasons = Set(picture.voids.map(\.reason))
    #expect(
      reasons == [
        .unreadable, .notAllowed, .contradictory, .documentExists, .wrongAuthor, .otherSpace,
      ])
    #expect(picture.waiting == 16 && picture.refusedLate.count == 32)
    #expect(picture.records.values.count { $0.events.contains { $0.rule != nil } } == 16)
    #expect(picture.documents.values.count { !$0.receipts.isEmpty } > 100)
  }

  @Test(
    "whatever three people do to them, it ends as the same changes do one by one",
    .serialized, arguments: [1, 2, 3] as [UInt64])
  func drawn(seed: UInt64) async throws {
    var generator = SeededRandom(seed: seed)
    var fair = try await Fair(seed: seed)
    try await fair.live(150, deeds: 5, using: &generator)
    let (whole, single) = try await pushBoth(fair, "seed \(seed)")
    let (left, right) = (try await whole.picture(), try await single.picture())
    let late = left.refusedLate
    let same = left.withoutRecords(of: late).differences(from: right.withoutRecords(of: late))
    #expect(same == [], "seed \(seed)")
    #expect(left.records.count > 50 && left.voids.count > 50, "seed \(seed)")
    for twin in [whole, single] { try await expectWhole(twin, "seed \(seed)") }
  }

  @Test("texts that three people changed come to the same words, in one step or in two")
  func texts() async throws {
    var fair = try await Fair(seed: 1)
    let documents = try await fair.live { writers, document in
      writers.anna.set("body", of: document, to: Desk.text("druk"))
      writers.bram.set("body", of: document, to: Desk.text("stil", "vol"))
      writers.cor.set("body", of: document, to: Desk.text("stil", "leeg", "open"))
    }
    let (whole, single) = try await pushBoth(fair, "texts")
    for (twin, steps) in [(whole, 1), (single, 2)] {
      try await expectWhole(twin, "texts")
      let picture = try await twin.picture()
      let states = try documents.map { document in
        try DocumentState(encoded: try #require(picture.documents[document]).state)
      }
      let texts = states.map { $0.siblings(of: "body").map { $0.value?.text } }
      #expect(Set(texts) == [[Desk.text("druk", "vol", "open")]])
      #expect(picture.changes == UInt64(documents.count * 3 / 2 + documents.count * (3 + steps)))
    }
  }
}

extension [SyncAnswer.Outcome] {
  fileprivate var voids: Set<SyncAnswer.Outcome> {
    Set(filter { if case .void = $0.outcome { true } else { false } })
  }
}
