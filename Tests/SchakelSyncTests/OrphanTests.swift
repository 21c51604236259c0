import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

import SchakelRegion

@Suite("What was written on top of changes that gave way")
struct OrphanTests {
  @Test(
    "it is written again, and what waited for ever is refused and in nobody's way",
    arguments: [false, true])
  func rewritten(fromStates: Bool) async throws {
    let home = try await Home(fromStates: fromStates)
    try await home.writeOnTop()
    let later = home.bram.replica.identity
    #expect(try await home.bram.sync().isSynchronised)
    #expect(home.bram.replica.identity.incarnation != later.incarnation)
    #expect(try home.title(home.bram) == "van Bram")
    #expect(try home.bram.replica.tray().isEmpty)
    #expect(try home.bram.replica.status().waitingForOthers == 0)
    try await home.expectAgreement()
  }

  @Test("what is written on top of that again follows it")
  func chained() async throws {
    let home = try await Home()
    try await home.writeOnTop()
    try home.bram.replica.edit(home.note, [.set("title", Value("nog eens"))])
    try home.bram.replica.edit(home.note, [.set("body", Value("en meer"))])
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.title(home.bram) == "nog eens")
    #expect(try home.bram.replica.conflicts().isEmpty)
    #expect(try home.bram.replica.tray().isEmpty)
    try await home.expectAgreement()
  }

  @Test("whoever may not write any more finds it in the tray")
  func reader() async throws {
    let home = try await Home()
    try await home.writeOnTop()
    try await home.region.setRole(.reader, of: home.bram, handle: "bram")
    #expect(try await home.bram.sync().isSynchronised)
    let item = try #require(try home.bram.replica.tray().first)
    #expect(item.steps.map(\.values) == [[Value("van Bram")]])
    #expect(item.reason == .givenOutTwice)
    #expect(try home.title(home.bram) == "samen")
    try await home.expectAgreement()
  }

  /// Anna's device was put back after Bram had got a change of hers by a bundle.
  private struct Home {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let note: DocumentID

    /// - Parameter fromStates: whether Bram has the state of the document and not its history.
    init(fromStates: Bool = false) async throws {
      region = try await TestRegion()
      let before = try await region.device(1)
      bram = try await region.device(2, person: "bram")
      if !fromStates { try await bram.sync() }
      note = try before.note("samen")
      for device in [before, bram, before] { try await device.sync() }
      let copy = scratchFolder()
      try before.replica.close()
      try copyFiles(from: before.replica.home, to: copy)
      let gone = try before.reopened()
      try gone.replica.edit(note, [.set("place", Value("plein"))])
      let bundle = try gone.replica.exportBundle(of: region.space, signer: gone.signer)
      _ = try bram.replica.importBundle(bundle.bundle, verifier: FakeSignature.verify)
      try gone.replica.close()
      try overwriteFiles(in: before.replica.home, from: copy)
      anna = try before.reopened()
    }

    /// Bram writes on top of what came by the bundle, and only that reaches the region before Anna's
    /// device gives out the dot again.
    func writeOnTop() async throws {
      try bram.replica.edit(note, [.set("title", Value("van Bram"))])
      bram.wire { $0.lostAnswers = 1 }
      try await bram.sync(budget: SyncBudget(push: 1))
      try anna.note("iets anders")
      #expect(try await anna.sync().isSynchronised)
    }

    func title(_ device: TestDevice) throws -> String? {
      try device.replica.document(note)?.title
    }

    func expectAgreement() async throws {
      let carla = try await region.device(3)
      for device in [anna, carla, bram] { #expect(try await device.sync().isSynchronised) }
      for device in [anna, carla] { #expect(try device.states() == bram.states()) }
      for device in [anna, bram, carla] { #expect(try device.replica.check() == []) }
    }
  }
}
