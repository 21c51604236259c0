import SchakelCore
import Testing

@testable import SchakelRegion

/// Versions that await a person are replaced by a settlement, and not by the way.
@Suite("What may take the place of several versions")
struct ChoiceTests {
  /// Two titles await a choice, and everybody has both.
  private func desk(_ other: String = "ligbed") async throws -> Desk {
    let desk = try await Desk()
    desk.anna.edit(desk.note, "zitbank", in: desk.space)
    desk.bram.edit(desk.note, other, in: desk.space)
    try await desk.syncAll()
    return desk
  }

  private func outcome(
    _ desk: Desk, by device: TestDevice, _ purpose: ChangeHeader.Purpose, reason: String? = nil
  ) async throws -> ChangeOutcome? {
    let state = desk.cor.state(of: desk.note, in: desk.space)
    desk.replace("title", "bank", in: state, by: device, purpose: purpose, reason: reason)
    try await desk.syncAll()
    let own = try #require(device.own[desk.space])
    return own.outcomes[device.dot(UInt64(own.changes.count))]
  }

  @Test(
    "an edit and what is released from the tray do not settle: they are void",
    arguments: [
      ChangeHeader.Purpose.edit, .release,
    ])
  func byTheWay(purpose: ChangeHeader.Purpose) async throws {
    for device in [0, 2] {
      let desk = try await desk()
      let writer = [desk.anna, desk.bram, desk.cor][device]
      #expect(try await outcome(desk, by: writer, purpose) == .void(.notAllowed))
      #expect(Set(desk.texts("title")) == ["zitbank", "ligbed"])
    }
  }

  @Test("an undo does, for whoever wrote one of the versions or coordinates, and for nobody else")
  func undo() async throws {
    let desk = try await desk()
    #expect(try await outcome(desk, by: desk.cor, .undo) == .void(.notAllowed))
    #expect(desk.texts("title").count == 2)
    for writer in [0, 1] {
      let desk = try await self.desk()
      let device =
        writer == 0
        ? desk.anna : try await desk.region.device("eef", in: desk.space, as: .coordinator)
      if writer == 1 { try await device.sync(desk.space) }
      let state = desk.cor.state(of: desk.note, in: desk.space)
      desk.replace("title", "bank", in: state, by: device, purpose: .undo)
      try await device.sync(desk.space)
      try await desk.syncAll()
      #expect(desk.texts("title") == ["bank"])
    }
  }

  @Test("a settlement gives a reason, or is void")
  func reason() async throws {
    let desk = try await desk()
    for reason in [nil, ""] {
      #expect(
        try await outcome(desk, by: desk.anna, .resolution, reason: reason) == .void(.notAllowed))
      #expect(desk.texts("title").count == 2)
    }
    #expect(try await outcome(desk, by: desk.anna, .resolution, reason: "besproken") == nil)
    #expect(desk.texts("title") == ["bank"])
  }

  @Test("equal versions are no choice, nor are those of a field that settles itself")
  func noChoice() async throws {
    let desk = try await desk("zitbank")
    #expect(desk.texts("title").count == 2)
    #expect(try await outcome(desk, by: desk.cor, .edit) == nil)
    #expect(desk.texts("title") == ["bank"])
    for field in ["place", "nieuw"] as [Name] {
      desk.anna.edit(desk.note, "hier", in: desk.space, field: field)
      desk.bram.edit(desk.note, "daar", in: desk.space, field: field)
      try await desk.syncAll()
      desk.replace(field, "ergens", in: desk.cor.state(of: desk.note, in: desk.space), by: desk.cor)
      try await desk.syncAll()
      #expect(desk.texts(field) == ["ergens"])
    }
  }

  @Test("one of two versions may be replaced by whoever knows no other")
  func one() async throws {
    let desk = try await Desk()
    desk.anna.edit(desk.note, "zitbank", in: desk.space)
    desk.bram.edit(desk.note, "ligbed", in: desk.space)
    try await desk.bram.sync(desk.space)
    desk.anna.edit(desk.note, "bank", in: desk.space)
    try await desk.syncAll()
    #expect(Set(desk.texts("title")) == ["bank", "ligbed"])
  }

  @Test("a change that waited is judged when it would be applied")
  func waited() async throws {
    let desk = try await Desk()
    desk.anna.edit(desk.note, "zitbank", in: desk.space)
    desk.bram.edit(desk.note, "ligbed", in: desk.space)
    let state = desk.joined([desk.anna, desk.bram])
    desk.replace("title", "bank", in: state, by: desk.cor)
    try await desk.anna.sync(desk.space)
    let waits = try await desk.cor.exchange(desk.space)
    #expect(waits.outcomes.map(\.outcome) == [.waiting(for: [desk.bram.dot(1)])])
    #expect(try await desk.region.service.status().spaces[0].waiting == 1)
    let answer = try await desk.bram.exchange(desk.space)
    #expect(
      answer.outcomes.contains { $0.outcome == .void(.notAllowed) && $0.dot == desk.cor.dot(1) })
    let status = try await desk.region.service.status().spaces[0]
    #expect(status.waiting == 0)
    #expect(status.voids == 1)
    let newcomer = try await desk.region.device("dirk", in: desk.space)
    try await newcomer.sync(desk.space)
    let titles = newcomer.state(of: desk.note, in: desk.space).siblings(of: "title")
    #expect(Set(titles.map { $0.value?.text }) == ["zitbank", "ligbed"])
    // Its writer goes on behind it.
    var context = state.vector
    context.record(desk.cor.dot(1), check: try #require(desk.cor.own[desk.space]?.links[0].check))
    desk.cor.edit(desk.note, "hier", in: desk.space, field: "place", context: context)
    let more = try await desk.cor.exchange(desk.space)
    #expect(more.outcomes == [.init(desk.cor.dot(1), .void(.notAllowed))])
  }
}
