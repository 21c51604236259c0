import SchakelCommand
import SchakelJSON
import SchakelKeys
import SchakelRegion
import Testing

@testable import SchakelCore

@Suite("What the status tells of the region's past")
struct PastTests {
  @Test(
    "a region that was put back is told of, with its own word as the evidence",
    arguments: Language.allCases)
  func putBack(language: Language) async throws {
    try await withScratch { folder in
      let before = try await Scene(folder, language: language)
      let copy = try await before.copyThenWrite(to: folder + "/copy")
      let ahead = try await before.anna.run("status", "--json").json
      #expect(ahead?["pastChanges"]?.array?.isEmpty == true)
      let scene = try await before.putBack(from: copy)
      var transcript = Transcript()
      await transcript.type("sync", on: scene.anna)
      await transcript.type("status", on: scene.anna)
      let outcome = await transcript.type("status", "--json", on: scene.anna)
      let changes = try #require(outcome.json?["pastChanges"]?.array)
      #expect(changes.count == 1)
      let change = try #require(changes.first)
      #expect(change["space"]?.string == scene.region.team.id.text)
      #expect(change["epochBefore"]?.string != change["epochAfter"]?.string)
      let evidence = try #require(change["checkpoint"]?.string)
      let checkpoint = try Self.checkpoint(evidence)
      #expect(
        SignatureCheck.holds(
          checkpoint.signature, over: checkpoint.signedBytes, by: scene.region.key.publicKey))
      #expect(change["position"]?.integer.map { UInt64($0) > checkpoint.position } == true)
      // Hashes and signatures are of keys, which are new in every run.
      transcript.mask(evidence, as: "(a checkpoint)")
      transcript.mask(try #require(change["hash"]?.string), as: "(a hash)")
      try transcript.expect("past.\(language.rawValue)")
      // It is noticed once, and by those alone who had read further.
      _ = await scene.anna.run(["sync"])
      let again = await scene.anna.run(["status", "--json"]).json
      #expect(again?["pastChanges"]?.array?.count == 1)
      let late = try await scene.device(folder + "/late", "chris", seed: 3)
      _ = await late.run(["sync"])
      let fresh = await late.run(["status", "--json"]).json
      #expect(fresh?["pastChanges"]?.array?.isEmpty == true)
    }
  }

  @Test("all groups that a region was put back in are told of in one sentence")
  func groups() async throws {
    try await withScratch { folder in
      let before = try await Scene(folder)
      let both = [before.region.team, before.region.neighbourhood]
      _ = await before.anna.run(["enrol", try await before.region.invitation("anna", to: both[1])])
      let copy = try await before.copyThenWrite(to: folder + "/copy", in: both.map(\.name))
      let scene = try await before.putBack(from: copy)
      _ = await scene.anna.run(["sync"])
      let told = await scene.anna.run(["status"]).lines.filter { $0.hasPrefix("De regio bleek") }
      #expect(told.count == 1 && told[0].contains("in Voorbeeldteam en Voorbeeldwijk iets"))
      let json = await scene.anna.run(["status", "--json"]).json
      #expect(
        Set(json?["pastChanges"]?.array?.compactMap { $0["space"]?.string } ?? [])
          == Set(both.map(\.id.text)))
    }
  }

  private static func checkpoint(_ text: String) throws -> LogEntry.Checkpoint {
    var reader = CBORReader(try #require(Hex.decode(text)))
    guard case .checkpoint(let checkpoint) = try LogEntry(from: &reader) else {
      throw CancellationError()
    }
    return checkpoint
  }

  @Test(
    "a signature of the region that does not hold is told of, and stops nothing",
    arguments: Language.allCases)
  func forged(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      await scene.meet()
      var transcript = Transcript()
      for count in 1...2 {
        try await scene.region.forgeCheckpoint()
        await transcript.type("sync", on: scene.anna)
        await transcript.type("status", on: scene.anna)
        let json = await scene.anna.run(["status", "--json"]).json
        #expect(json?["refusedCheckpoints"]?.integer == count)
        #expect(json?["pastChanges"]?.array?.isEmpty == true)
      }
      try transcript.expect("forged.\(language.rawValue)")
    }
  }
}

extension Scene {
  /// Copies the region, and then has it sign what Anna writes afterwards and reads again.
  func copyThenWrite(
    to copy: String, in groups: [String] = ["Voorbeeldteam"]
  ) async throws -> String {
    await meet()
    try region.copyFiles(to: copy)
    for group in groups {
      _ = await anna.made("note", "add", "--title", "Na de kopie", "--space", group)
    }
    await meet()
    try await region.service.checkpoint()
    await meet()
    return copy
  }
}
