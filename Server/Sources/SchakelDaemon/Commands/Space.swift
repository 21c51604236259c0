import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld space`: the spaces of the region.
struct Space: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Add a space, or list them.", "Maak een ruimte, of toon ze.",
      examples: [
        "schakeld space add --data ./region --name \"Team West\"",
        "schakeld space list --data ./region --json",
      ],
      subcommands: [Add.self, List.self])
  }

  /// `schakeld space add`.
  struct Add: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "Add a space: a team, a neighbourhood.", "Maak een ruimte: een team, een wijk.",
        examples: ["schakeld space add --data ./region --name \"Team West\""])
    }

    @OptionGroup var folder: DataFolderOption
    @Option(help: .words("The name that its members see.", "De naam die de leden zien."))
    var name: String
    @Flag(help: .json)
    var json = false

    func run(in context: DaemonContext) async throws {
      try checkName(name, option: "--name", context.language)
      let space = try await folder.withRegion(in: context) { try await $0.addSpace(name: name) }
      context.trail.concerns("space \(space.id.text)")
      if json {
        context.print(["space": JSON(space)])
      } else {
        let words = context.language.say(
          "Added space \(space.id.text), \(name).", "Ruimte \(space.id.text), \(name), is gemaakt.")
        context.print(words)
      }
    }
  }

  /// `schakeld space list`.
  struct List: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "List the spaces.", "Toon de ruimtes.",
        examples: ["schakeld space list --data ./region"])
    }

    @OptionGroup var folder: DataFolderOption
    @Flag(help: .json)
    var json = false

    func run(in context: DaemonContext) async throws {
      let status = try await folder.withRegion(in: context) { try await $0.status() }
      if json {
        context.print(["spaces": .array(status.spaces.map { JSON($0, fingerprint: nil) })])
        return
      }
      let lines = spaceTable(
        status.spaces, now: context.time, width: context.columns, context.language)
      for line in lines { context.print(line) }
    }
  }
}
