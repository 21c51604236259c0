import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelRegion
import SchakelStore
import Testing

@Suite("What a device that is out of use had not handed in")
struct HeldTests {
  @Test("is handed in by itself, and a coordinator decides", arguments: Language.allCases)
  func held(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let dunya = try await scene.device(
        folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      _ = await dunya.run(["sync"])
      let note = await scene.anna.made("note", "add", "--title", "Perelaar")
      _ = await scene.anna.run(["edit", note, "--set", "body=Nog niet af"])
      let other = await scene.anna.made("note", "add", "--title", "Beukenlaan")
      var transcript = Transcript()
      try await scene.revoke(scene.anna)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("held", "list", on: dunya)
      await transcript.type("held", "list", on: scene.bram)
      let ids = await dunya.run(["held", "list", "--json"]).json?["held"]?.array ?? []
      #expect(ids.map { $0["id"]?.string } == [note, other])
      await transcript.type("held", "release", "zzz", "--reason", "terecht", on: dunya)
      await transcript.type("held", "release", note, "--reason", " ", on: dunya)
      #expect(await dunya.run(["held", "release", note, "--reason", "terecht"]).status == 0)
      #expect(await dunya.run(["sync"]).status == 0)
      await transcript.type("held", "dismiss", other, on: dunya)
      await transcript.type("held", "list", on: dunya)
      try transcript.expect("held.\(language.rawValue)")
      await scene.meet()
      let seen = await scene.bram.run(["list"]).out
      #expect(seen.contains("Perelaar") && !seen.contains("Beukenlaan"))
      // What was written there stays there.
      #expect(await scene.anna.run(["list"]).out.contains("Beukenlaan"))
    }
  }
}

extension Scene {
  func revoke(_ device: TestDevice) async throws {
    let replica = try Replica.open(home: device.home)
    let id = replica.identity.replica
    try replica.close()
    _ = try await region.service.revoke(id)
  }
}
