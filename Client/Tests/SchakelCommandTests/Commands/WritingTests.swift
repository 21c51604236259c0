import SchakelCommand
import SchakelCore
import SchakelJSON
import Testing

@Suite("Writing")
struct WritingTests {
  @Test("what is written is kept at once, shared or as a draft", arguments: Language.allCases)
  func adding(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      await transcript.type(
        "note", "add", "--title", "Bankje bij de speeltuin", "--body", "Weer een dag droog.",
        "--area", "wk034403", "--theme", "veiligheid", "--theme", "vroegsignalering",
        "--observed-on", "14-6-2024", "--signal", "watch", on: scene.anna)
      await transcript.type(
        "story", "add", "--title", "Koffie op de stoep", "--outcome", "gelukt", "--partner",
        "Buurthuis De Hoek", "--draft", on: scene.anna)
      await transcript.type("profile", "add", "--name", "Voorbeeld", on: scene.anna)
      await transcript.type(
        "profile", "add", "--name", "Voorbeeld Twee", "--consent", "given", "--space",
        "voorbeeldteam", on: scene.anna)
      await transcript.type("note", "add", "--title", "x", "--json", on: scene.anna)
      await transcript.type("note", "add", "--title", "x", "--space", "Oost", on: scene.anna)
      await transcript.type("list", on: scene.anna)
      try transcript.expect("add.\(language.rawValue)")
    }
  }

  @Test(
    "only a coordinator lets everybody see it: what others write stays a draft, and says how to go on"
  )
  func publishing() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: .english)
      let written = ["note", "add", "--title", "Bankje", "--visibility", "everyone"]
      let kept = await scene.anna.run(written + ["--json"])
      #expect(kept.status == 0)
      #expect(kept.json?["state"]?.string == "draft")
      #expect(kept.json?["reason"]?.string == "mayNotPublish")
      let id = try #require(kept.json?["id"]?.string)
      let shared = await scene.anna.run(["share", id])
      #expect(shared.status == 1 && shared.err.contains("Only a coordinator"))
      #expect(await scene.anna.run(["edit", id, "--set", "visibility=region"]).status == 0)
      #expect(await scene.anna.run(["share", id]).status == 0)
      let edited = await scene.anna.run(["edit", id, "--set", "visibility=everyone"])
      #expect(edited.status == 1 && edited.err.contains("Only a coordinator"))
      let dunya = try await scene.device(folder + "/dunya", "dunya", seed: 5, as: .coordinator)
      #expect(await dunya.run(written + ["--json"]).json?["state"]?.string != "draft")
    }
  }

  @Test("before enrolment everything is a draft", arguments: Language.allCases)
  func beforeEnrolment(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home", language: language)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("list", on: device)
      await transcript.type("note", "add", "--title", "Bankje", on: device)
      await transcript.type("list", on: device)
      await transcript.type("note", "add", "--title", "Plein", "--space", "West", on: device)
      await transcript.type("sync", on: device)
      try transcript.expect("alone.\(language.rawValue)")
    }
  }

  @Test("a contribution is edited, shared, deleted and brought back", arguments: Language.allCases)
  func changing(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let draft = await scene.anna.made("note", "add", "--title", "Bankje", "--draft")
      let end = String(draft.suffix(6))
      await transcript.type(
        "edit", end, "--set", "title=Bank", "--add", "themes=safety", on: scene.anna)
      await transcript.type("edit", end, "--set", "title=Bank", on: scene.anna)
      await transcript.type("share", end, on: scene.anna)
      await transcript.type("share", end, on: scene.anna)
      await transcript.type(
        "edit", end, "--set", "body=Droog", "--add", "themes=eigen", "--remove", "themes=safety",
        on: scene.anna)
      await transcript.type("show", end, on: scene.anna)
      await transcript.type("delete", end, "--reason", "dubbel", on: scene.anna)
      await transcript.type("edit", end, "--set", "title=x", on: scene.anna)
      await transcript.type("list", on: scene.anna)
      await transcript.type("list", "--deleted", on: scene.anna)
      await transcript.type("restore", end, on: scene.anna)
      await transcript.type("restore", end, on: scene.anna)
      try transcript.expect("change.\(language.rawValue)")
    }
  }

  @Test("edits that cannot be are refused, and change nothing", arguments: Language.allCases)
  func refusals(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      let before = await scene.anna.run(["show", id, "--json"]).out
      await transcript.type("edit", id, on: scene.anna)
      await transcript.type("edit", id, "--set", "title", on: scene.anna)
      await transcript.type("edit", id, "--set", "titel=x", on: scene.anna)
      await transcript.type("edit", id, "--set", "themes=x", on: scene.anna)
      await transcript.type("edit", id, "--add", "title=x", on: scene.anna)
      await transcript.type("edit", id, "--set", "signal=rood", on: scene.anna)
      await transcript.type("edit", "ffffff", "--set", "title=x", on: scene.anna)
      await transcript.type("edit", "hallo", "--set", "title=x", on: scene.anna)
      await transcript.type("delete", "0191", on: scene.anna)
      #expect(await scene.anna.run(["show", id, "--json"]).out == before)
      try transcript.expect("refused.\(language.rawValue)")
    }
  }

  @Test("a number that fits several contributions is not guessed at")
  func ambiguity() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let ids = [
        await scene.anna.made("note", "add", "--title", "a"),
        await scene.anna.made("note", "add", "--title", "b"),
      ]
      let shared = String(ids[0].prefix(8))
      #expect(ids[1].hasPrefix(shared))
      let outcome = await scene.anna.run(["show", shared])
      #expect(outcome.status == 1)
      for id in ids { #expect(outcome.err.replacing("\n", with: "").contains(id)) }
    }
  }
}
