import SchakelCommand
import Testing

@Suite("Reading")
struct ReadingTests {
  private func fill(_ scene: Scene) async throws {
    _ = await scene.anna.made(
      "note", "add", "--title", "Bankje bij de speeltuin", "--body",
      "Het bankje bij de speeltuin is weer droog. Ouders blijven langer zitten.", "--area",
      "WK034403", "--theme", "veiligheid", "--observed-on", "2024-06-14")
    _ = await scene.anna.made(
      "story", "add", "--title", "Koffie op de stoep", "--area", "GM0363", "--outcome", "misser")
    await scene.meet()
    scene.bram.clock.advance(86_400_000)
    scene.anna.clock.advance(86_400_000)
    _ = await scene.bram.made(
      "note", "add", "--title",
      "Een heel lange titel over van alles en nog wat dat op één regel echt niet past",
      "--observed-on", "2024-06-16")
    _ = await scene.anna.made("note", "add", "--body", "Zonder titel, met tekst.", "--draft")
  }

  @Test("a list fits the terminal and answers filters", arguments: Language.allCases)
  func list(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      try await fill(scene)
      await scene.meet()
      var transcript = Transcript()
      await transcript.type("list", on: scene.anna, width: 100)
      await transcript.type("list", on: scene.anna, width: 60)
      await transcript.type("list", "--kind", "note", "--from", "2024-06-15", on: scene.anna)
      await transcript.type("list", "--area", "GM0344", on: scene.anna)
      await transcript.type("list", "--theme", "safety", on: scene.anna)
      await transcript.type("list", "--mine", "--drafts", on: scene.anna)
      await transcript.type("list", "--waiting", on: scene.anna)
      await transcript.type("list", "--limit", "1", on: scene.anna)
      await transcript.type("list", "--json", on: scene.anna)
      await transcript.type("list", "--kind", "brief", on: scene.anna)
      await transcript.type("list", "--until", "gisteren", on: scene.anna)
      try transcript.expect("list.\(language.rawValue)")
    }
  }

  @Test("a search shows where the words are", arguments: Language.allCases)
  func search(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      try await fill(scene)
      await scene.meet()
      var transcript = Transcript()
      await transcript.type("search", "speel", on: scene.bram)
      await transcript.type("search", "stoep", "koffie", on: scene.bram)
      await transcript.type("search", "niets hiervan", on: scene.bram)
      await transcript.type("search", "bankje", "--json", on: scene.bram)
      try transcript.expect("search.\(language.rawValue)")
    }
  }

  @Test(
    "what people wrote at the same time is shown, with who and when", arguments: Language.allCases)
  func conflicts(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let id = await scene.anna.made(
        "note", "add", "--title", "Bankje", "--body", "Droog.", "--place", "speeltuin")
      await scene.meet()
      await transcript.type("conflicts", on: scene.anna)
      _ = await scene.anna.run(
        ["edit", id, "--set", "title=Bankje is stuk", "--set", "place=hoek"])
      _ = await scene.bram.run(
        ["edit", id, "--set", "title=Bankje is weg", "--set", "place=park"])
      await scene.meet()
      await transcript.type("conflicts", on: scene.bram)
      await transcript.type("list", on: scene.bram)
      await transcript.type("show", String(id.suffix(6)), on: scene.bram)
      await transcript.type("edit", id, "--set", "title=Bankje", on: scene.bram)
      await transcript.type("conflicts", "--json", on: scene.bram)
      await transcript.type("show", id, "--json", on: scene.bram)
      try transcript.expect("conflicts.\(language.rawValue)")
    }
  }

  @Test("the choice is made with a reason, and taken back", arguments: Language.allCases)
  func resolve(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let id = await scene.anna.made("note", "add", "--title", "Bankje", "--body", "Droog.")
      await scene.meet()
      await transcript.type("undo", id, on: scene.anna)
      _ = await scene.anna.run(["edit", id, "--set", "title=Bankje is stuk"])
      _ = await scene.bram.run(["edit", id, "--set", "title=Bankje is weg"])
      await scene.meet()
      let why = ["--reason", "samen gekeken"]
      for choice in [["--keep", "3"], ["--keep", "1", "--value", "x"], []] {
        await transcript.type(["resolve", id, "--field", "title"] + choice + why, on: scene.bram)
      }
      await transcript.type(
        ["resolve", id, "--field", "body", "--keep", "1"] + why, on: scene.bram)
      await transcript.type(
        ["resolve", id, "--field", "title", "--keep", "1", "--reason", " "], on: scene.bram)
      await transcript.type(
        ["resolve", id, "--field", "title", "--keep", "2"] + why, on: scene.bram)
      await scene.meet()
      await transcript.type("list", on: scene.anna)
      await transcript.type("history", id, on: scene.anna)
      await transcript.type("undo", id, "--reason", "toch niet", on: scene.anna)
      await scene.meet()
      await transcript.type("conflicts", on: scene.bram)
      await transcript.type(
        ["resolve", id, "--field", "title", "--value", "Bankje is stuk en weg"] + why,
        on: scene.anna)
      await scene.meet()
      await transcript.type("conflicts", on: scene.bram)
      let late = TestDevice(
        folder + "/late", seed: 3, network: RegionNetwork(region: scene.region),
        language: language)
      try await scene.enrol(late, "chris")
      _ = await late.run(["sync"])
      await transcript.type("undo", id, on: late)
      _ = await scene.bram.run(["delete", id])
      await transcript.type("undo", id, on: scene.bram)
      try transcript.expect("resolve.\(language.rawValue)")
    }
  }

  @Test("a deletion that met an edit awaits a choice", arguments: Language.allCases)
  func contested(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      await scene.meet()
      _ = await scene.anna.run(["delete", id])
      _ = await scene.bram.run(["edit", id, "--set", "body=Nog steeds droog"])
      await scene.meet()
      await transcript.type("conflicts", on: scene.bram)
      await transcript.type("list", on: scene.anna)
      try transcript.expect("contested.\(language.rawValue)")
    }
  }
}
