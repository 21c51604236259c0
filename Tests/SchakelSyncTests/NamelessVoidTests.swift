import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Refusals that name no document")
struct NamelessVoidTests {
  @Test("what is refused because its document lives elsewhere is in the tray, and nowhere else")
  func otherSpace() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    let team = try await region.service.addSpace(name: "Tweede wijk")
    try await region.join(team.id, handle: "anna", with: anna)
    for device in [anna, bram] { try await device.sync() }
    // The same data, imported by two people into two spaces.
    let id = DocumentID(milliseconds: 1, random: (2, 3))
    try anna.replica.create("fieldNote", ["title": [Value("van Anna")]], in: team.id, id: id)
    try await anna.sync()
    try bram.replica.create("fieldNote", ["title": [Value("van Bram")]], in: region.space, id: id)
    try bram.replica.edit(id, [.set("place", Value("plein"))])
    let other = try bram.note("iets anders")
    for _ in 0..<2 {
      let report = try await bram.sync()
      #expect(report.isSynchronised)
      #expect(!report.notices.contains(.startedOver(region.space)))
    }
    #expect(
      try bram.replica.tray().map(\.reason) == [.refused(.otherSpace), .refused(.otherSpace)])
    #expect(try bram.replica.list().map(\.id) == [other])
    #expect(try bram.replica.search("bram").isEmpty)
    #expect(try bram.replica.check() == [])
    // Once Bram is in the other space too, the document is Anna's there.
    try await region.join(team.id, handle: "bram", with: bram)
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.replica.document(id)?.title == "van Anna")
    #expect(try bram.replica.states(in: team.id) == anna.replica.states(in: team.id))
    #expect(try bram.replica.check() == [])
  }
}
