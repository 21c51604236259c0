import ArgumentParser
import Testing

@testable import SchakelDaemon

@Suite struct HelpTests {
  @Test("every command and group has examples, and each is a command that can be given")
  func examples() throws {
    for language in [Language.english, .dutch] {
      try Language.$ofHelp.withValue(language) {
        let commands = Self.all(from: Schakeld.self)
        #expect(commands.count == 44)
        for command in commands {
          let examples = Self.examples(of: command)
          #expect(!examples.isEmpty, "\(command)")
          for example in examples {
            let parsed = type(of: try Schakeld.parseAsRoot(Array(example.dropFirst())))
            let meant = Self.all(from: command).filter { $0.configuration.subcommands.isEmpty }
            #expect(meant.contains { $0 == parsed }, "\(example)")
          }
        }
      }
    }
  }

  @Test("help shows the examples", arguments: [[], ["space"], ["device"], ["space", "add"]])
  func shown(command: [String]) async {
    let world = World()
    #expect(await Daemon.run(command + ["--help"], in: world.context) == .done)
    #expect(world.said.contains("Examples:") && world.said.contains("  schakeld "))
  }

  private static func all(from command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [command] + command.configuration.subcommands.flatMap(all)
  }

  /// The words of each example, as a shell takes a line apart.
  private static func examples(of command: any ParsableCommand.Type) -> [[String]] {
    command.configuration.discussion.split(separator: "\n").map { line in
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap {
        $0.offset.isMultiple(of: 2)
          ? $0.element.split(separator: " ").map(String.init) : [String($0.element)]
      }
    }.filter { $0.first == "schakeld" }
  }
}
