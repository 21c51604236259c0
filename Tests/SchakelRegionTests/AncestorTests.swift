import SchakelCore
import Testing

@testable import SchakelRegion

/// With what the versions of a text are compared: the one that they began with.
@Suite("The ancestor of two versions")
struct AncestorTests {
  /// Anna gives the note a text that needs all of a person's attention, and Bram another.
  private func overlapping(_ desk: Desk) async throws {
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("vol"), by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts().count == 2)
  }

  @Test("a text that two people began apart has no ancestor, and both stay")
  func none() async throws {
    let desk = try await Desk(body: nil)
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("druk") + "\nmeer", by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts().count == 2)
    #expect(try await desk.written().isEmpty)
  }

  @Test("a field that was cleared is no text to begin with")
  func null() async throws {
    let desk = try await Desk()
    let state = desk.anna.state(of: desk.note, in: desk.space)
    desk.anna.write(
      in: desk.space, document: desk.note, context: state.vector, kind: nil, author: nil,
      operations: [
        Operation(
          .set, field: "body", replaces: state.siblings(of: "body").map { .init($0.dot) }, count: 1)
      ], values: [.null])
    try await desk.syncAll()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("druk") + "\nmeer", by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts().count == 2)
  }

  @Test("a cleared field beside a text is no text")
  func nullBeside() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    let state = desk.bram.state(of: desk.note, in: desk.space)
    desk.bram.write(
      in: desk.space, document: desk.note, context: state.vector, kind: nil, author: nil,
      operations: [
        Operation(
          .set, field: "body", replaces: state.siblings(of: "body").map { .init($0.dot) }, count: 1)
      ], values: [.null])
    try await desk.syncAll()
    #expect(desk.texts().count == 2)
  }

  @Test("two settlements of the same versions have two ancestors, and both stay")
  func several() async throws {
    let desk = try await Desk()
    try await overlapping(desk)
    let state = desk.cor.state(of: desk.note, in: desk.space)
    // Either alone would go with the other, from whichever of the two versions.
    desk.replace(
      "body", Desk.text("druk", "mooi"), in: state, by: desk.anna, purpose: .resolution,
      reason: "zo")
    desk.replace(
      "body", Desk.text("druk", "leeg", "open"), in: state, by: desk.bram, purpose: .resolution,
      reason: "zo")
    try await desk.syncAll()
    #expect(Set(desk.texts()) == [Desk.text("druk", "mooi"), Desk.text("druk", "leeg", "open")])
    #expect(try await desk.written().isEmpty)
  }

  @Test("a settlement and an edit that did not know of it begin with what the edit replaced")
  func settlement() async throws {
    let desk = try await Desk()
    try await overlapping(desk)
    let state = desk.cor.state(of: desk.note, in: desk.space)
    desk.replace(
      "body", Desk.text("druk", "vol"), in: state, by: desk.anna, purpose: .resolution,
      reason: "zo")
    // Cor knows Anna's version alone, by another way, and goes on from that.
    let dot = try #require(
      state.siblings(of: "body").first { $0.value?.text == Desk.text("druk") }?.dot)
    desk.cor.write(
      in: desk.space, document: desk.note, context: state.vector, kind: nil, author: nil,
      operations: [Operation(.set, field: "body", replaces: [.init(dot)], count: 1)],
      values: [Value(Desk.text("druk", "leeg", "open"))])
    let runs = [desk.anna, desk.cor].flatMap { $0.outbox(in: desk.space) }
    _ = try await desk.anna.exchange(desk.space, push: runs)
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("druk", "vol", "open")])
  }

  @Test("what came of two versions and an edit of one of them begin with that one")
  func earlierResult() async throws {
    let desk = try await Desk()
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    let seen = desk.anna.state(of: desk.note, in: desk.space)
    try await desk.anna.sync(desk.space)
    try await desk.bram.sync(desk.space)
    // Cor has Anna's version and no more, makes the street quiet again, and opens the school.
    desk.replace("body", Desk.text("stil", "leeg", "open"), in: seen, by: desk.cor)
    try await desk.syncAll()
    // From the first text the street would be busy: nobody would seem to have made it quiet.
    #expect(desk.texts() == [Desk.text("stil", "vol", "open")])
    #expect(try await desk.written().count == 2)
  }

  @Test("edits of one side, however many, are passed over on the way to where the sides part")
  func farBack() async throws {
    let desk = try await Desk()
    for number in 0..<60 { desk.write(Desk.text("druk \(number)"), by: desk.anna) }
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("druk 59", "vol")])
  }

  @Test("past the limit of look-ups nothing is found, and at the limit it is")
  func limit() async throws {
    // Ten edits of Anna's, one of Bram's, and the one that they began with.
    for (lookUps, versions) in [(12, 1), (11, 2)] {
      var limits = RegionLimits()
      limits.ancestorLookUps = lookUps
      let desk = try await Desk(limits: limits)
      for number in 0..<10 { desk.write(Desk.text("druk \(number)"), by: desk.anna) }
      desk.write(Desk.text("stil", "vol"), by: desk.bram)
      try await desk.syncAll()
      #expect(desk.texts().count == versions)
    }
  }

  @Test("what the document was long before costs no look-up")
  func history() async throws {
    var limits = RegionLimits()
    limits.ancestorLookUps = 3
    let desk = try await Desk(limits: limits)
    for number in 0..<30 { desk.write(Desk.text("druk \(number)"), by: desk.anna) }
    try await desk.syncAll()
    desk.write(Desk.text("rustig"), by: desk.anna)
    desk.write(Desk.text("druk 29", "vol"), by: desk.bram)
    try await desk.syncAll()
    #expect(desk.texts() == [Desk.text("rustig", "vol")])
  }

  @Test("a refused change is no step on the way")
  func refused() async throws {
    let desk = try await Desk()
    // Void: it names another author. What it said is replaced all the same, as far as Anna knows.
    desk.anna.edit(
      desk.note, Desk.text("geweigerd"), in: desk.space, field: "body",
      author: desk.bram.device.person)
    desk.write(Desk.text("druk"), by: desk.anna)
    desk.write(Desk.text("stil", "vol"), by: desk.bram)
    try await desk.syncAll()
    // Anna's edit replaced nothing that had an effect, so that it began with nothing.
    #expect(Set(desk.texts()) == [Desk.text("druk"), Desk.text("stil", "vol")])
    #expect(try await desk.written().isEmpty)
  }

  @Test("nor is one that waited before it was refused")
  func refusedLater() async throws {
    let desk = try await Desk()
    let state = desk.cor.state(of: desk.note, in: desk.space)
    desk.bram.edit(desk.note, "hier", in: desk.space, field: "place")
    // It builds on another change of Bram's than there is.
    var context = state.vector
    context.record(desk.bram.dot(1), check: 1)
    desk.cor.edit(
      desk.note, Desk.text("stil", "leeg", "open"), in: desk.space, field: "body", context: context)
    #expect(try await desk.cor.exchange(desk.space).outcomes.count == 1)
    try await desk.bram.sync(desk.space)
    #expect(try await desk.region.service.status().spaces[0].voids == 1)
    context = state.vector
    context.record(desk.cor.dot(1), check: try #require(desk.cor.own[desk.space]?.links[0].check))
    desk.cor.write(
      in: desk.space, document: desk.note, context: context, kind: nil, author: nil,
      operations: [Operation(.set, field: "body", replaces: [.init(desk.cor.dot(1))], count: 1)],
      values: [Value(Desk.text("stil", "leeg", "vrij"))])
    desk.write(Desk.text("druk"), by: desk.anna)
    try await desk.syncAll()
    #expect(Set(desk.texts()) == [Desk.text("druk"), Desk.text("stil", "leeg", "vrij")])
  }
}
