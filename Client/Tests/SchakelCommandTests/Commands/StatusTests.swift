import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelSync
import Testing

@Suite("Status and history")
struct StatusTests {
  @Test(
    "the status says what waits, and says synchronised only when all is",
    arguments: Language.allCases)
  func status(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let alone = TestDevice(folder + "/alone", language: language)
      _ = await alone.made("note", "add", "--title", "Bankje")
      await transcript.type("status", on: alone)
      await transcript.type("status", on: scene.anna)
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      _ = await scene.anna.made("note", "add", "--title", "Concept", "--draft")
      await transcript.type("status", on: scene.anna)
      _ = await scene.anna.run(["sync"])
      await transcript.type("status", on: scene.anna)
      await transcript.type("status", "--json", on: scene.anna)
      await transcript.type("status", "--fingerprint", on: scene.anna)
      try transcript.expect("status.\(language.rawValue)")
    }
  }

  @Test("what the region did not accept is shown with its content", arguments: Language.allCases)
  func refused(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      await scene.meet()
      var transcript = Transcript()
      let id = await scene.anna.made("note", "add", "--title", "Te laat geschreven")
      // The role changes on another device of the same person.
      let other = TestDevice(
        folder + "/other", seed: 3, network: RegionNetwork(region: scene.region),
        language: language)
      _ = await other.run(["enrol", try await scene.region.invitation("anna", as: .reader)])
      await transcript.type("sync", on: scene.anna)
      await transcript.type("status", on: scene.anna)
      await transcript.type("status", "--json", on: scene.anna)
      await transcript.type("list", on: scene.anna)
      #expect(await scene.bram.run(["show", id]).status == 1)
      try transcript.expect("tray.\(language.rawValue)")
    }
  }

  @Test("what waits in a group that one is no longer in is told of", arguments: Language.allCases)
  func stranded(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      _ = await scene.anna.run([
        "enrol", try await scene.region.invitation("anna", to: scene.region.neighbourhood),
      ])
      await scene.meet()
      let id = await scene.anna.made("note", "add", "--title", "Blijft", "--space", "voorbeeldteam")
      let status = await scene.anna.run(["status", "--json"]).json
      let person = try #require(
        status?["owner"]?["person"]?.string.flatMap { PersonID(text: $0) })
      try await scene.region.leave(person)
      var transcript = Transcript()
      await transcript.type("sync", on: scene.anna)
      await transcript.type("status", on: scene.anna)
      await transcript.type("share", String(id.suffix(6)), on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      try transcript.expect("stranded.\(language.rawValue)")
    }
  }

  @Test(
    "the history tells who changed what, and what was written at the same time",
    arguments: Language.allCases)
  func history(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let id = await scene.anna.made("note", "add", "--title", "Bankje", "--theme", "safety")
      await scene.meet()
      _ = await scene.anna.run(["edit", id, "--set", "title=Bankje is stuk"])
      _ = await scene.bram.run(
        ["edit", id, "--set", "title=Bankje is weg", "--add", "themes=eigen"])
      await scene.meet()
      _ = await scene.anna.run(["delete", id, "--reason", "Dubbel opgeschreven"])
      await transcript.type("history", id, on: scene.anna)
      await transcript.type("history", id, "--json", on: scene.anna)
      let draft = await scene.anna.made("note", "add", "--title", "Concept", "--draft")
      await transcript.type("history", draft, on: scene.anna)
      try transcript.expect("history.\(language.rawValue)")
    }
  }

  @Test(
    "a device that came later fetches the whole history when asked", arguments: Language.allCases)
  func fetching(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      _ = await scene.anna.run(["edit", id, "--set", "title=Bank"])
      await scene.meet()
      let late = TestDevice(
        folder + "/late", seed: 3, network: RegionNetwork(region: scene.region),
        language: language)
      try await scene.enrol(late, "chris")
      _ = await late.run(["sync"])
      var transcript = Transcript()
      await transcript.type("history", id, on: late)
      scene.region.fail(.unreachable)
      await transcript.type("history", id, "--fetch", on: late)
      scene.region.fail(nil)
      await transcript.type("history", id, "--fetch", on: late)
      try transcript.expect("fetch.\(language.rawValue)")
    }
  }
}
