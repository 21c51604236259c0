import ArgumentParser
import Testing

@testable import SchakelCommand

@Suite("Help")
struct HelpTests {
  @Test("every command and group has examples, and each is a command of it that can be given")
  func examples() throws {
    for language in Language.allCases {
      try Language.$ofHelp.withValue(language) {
        let commands = Self.all(in: Schakel.self)
        #expect(commands.count == 51)
        for command in commands {
          let examples = command.configuration.discussion.split(separator: "\n").map(Self.words)
            .filter { $0.first == "schakel" }
          #expect(!examples.isEmpty, "\(command)")
          for example in examples {
            let parsed = try Schakel.parseAsRoot(Array(example.dropFirst()))
            let named = Self.all(in: command).filter { $0.configuration.subcommands.isEmpty }
            #expect(named.contains { $0 == type(of: parsed) }, "\(command): \(example)")
          }
        }
      }
    }
  }

  /// A command and all below it.
  private static func all(in command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [command] + command.configuration.subcommands.flatMap(all)
  }

  /// As a shell takes a line apart, up to where it sends something to a file.
  private static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    for (place, piece) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
    {
      words +=
        place.isMultiple(of: 2) ? piece.split(separator: " ").map(String.init) : [String(piece)]
    }
    return Array(words.prefix { $0 != "<" && $0 != ">" })
  }

  @Test("help is in the person's language", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder, language: language)
      var transcript = Transcript()
      await transcript.type("--help", on: device)
      await transcript.type("note", "add", "--help", on: device)
      await transcript.type("import", "--help", on: device)
      for group in ["story", "bundle", "passphrase", "invite", "member"] {
        await transcript.type(group, "--help", on: device)
      }
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
