import ArgumentParser

/// `schakeld bundle`: what comes to the region by file.
struct BundleCommands: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take in what devices wrote, from a file that somebody brings.",
      "Neem aan wat apparaten schreven, uit een bestand dat iemand brengt.",
      name: "bundle",
      examples: ["schakeld bundle import --data ./region west.schakel"],
      subcommands: [BundleImport.self])
  }
}
