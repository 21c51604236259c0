import SchakelCommand
import Testing

@Suite("Help")
struct HelpTests {
  @Test("every command explains itself, with examples", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder, language: language)
      var transcript = Transcript()
      await transcript.type("--help", on: device)
      await transcript.type("note", "add", "--help", on: device)
      await transcript.type("import", "--help", on: device)
      try transcript.expect("help.\(language.rawValue)")
    }
  }

  @Test("arguments that make no sense leave everything as it was", arguments: Language.allCases)
  func usage(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home", language: language)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("fly", on: device)
      await transcript.type("note", "add", on: device)
      await transcript.type("note", "add", "--title", on: device)
      await transcript.type("note", "add", "--titel", "x", on: device)
      await transcript.type("note", "add", "--title", "x", "--signal", "rood", on: device)
      await transcript.type("note", "add", "--title", "x", "--observed-on", "31-2-2024", on: device)
      await transcript.type("note", "add", "--title", "x", "--area", "Utrecht", on: device)
      await transcript.type("sync", on: device)
      try transcript.expect("usage.\(language.rawValue)")
    }
  }
}
