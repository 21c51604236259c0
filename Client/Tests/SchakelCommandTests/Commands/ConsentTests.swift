import SchakelCommand
import SchakelJSON
import Testing

@Suite("The consent to a profile")
struct ConsentTests {
  @Test(
    "is not withdrawn before somebody agreed that it erases the profile for everybody",
    arguments: Language.allCases)
  func withdrawal(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let profile = await scene.anna.made(
        "profile", "add", "--name", "Voorbeeldpersoon", "--consent", "given")
      await scene.meet()
      var transcript = Transcript()
      let short = String(profile.suffix(6))
      await transcript.type(
        "edit", short, "--set", "role=buurtgids", "--set", "consent=withdrawn", on: scene.bram)
      // Nothing of it was done, and nothing is to be sent.
      let shown = await scene.bram.run(["show", profile, "--json"]).json?["contribution"]
      #expect(shown?["consent"]?.string == "given", "\(shown?.text ?? "")")
      #expect(await scene.bram.run(["status", "--json"]).json?["waiting"]?.text == "0")
      await transcript.type("edit", short, "--set", "role=buurtgids", on: scene.bram)
      await transcript.type("edit", short, "--set", "consent=withdrawn", "--yes", on: scene.bram)
      try transcript.expect("withdraw.\(language.rawValue)")
      await scene.meet()
      #expect(await !scene.anna.run(["list"]).out.contains("Voorbeeldpersoon"))
    }
  }

  @Test("on a draft, which nobody else has, is changed without more")
  func draft() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder)
      let draft = await device.made("profile", "add", "--name", "Voorbeeldpersoon")
      #expect(await device.run(["edit", draft, "--set", "consent=withdrawn"]).status == 0)
    }
  }
}
