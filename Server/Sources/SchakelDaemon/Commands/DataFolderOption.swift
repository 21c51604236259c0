import ArgumentParser

/// `--data`, which almost every command takes.
struct DataFolderOption: ParsableArguments {
  @Option(help: "The region's data folder (or SCHAKELD_DATA).")
  var data: String?

  /// The folder that was named. Throws when none was, or when there is none.
  func path(in context: DaemonContext) throws -> String {
    guard let path = data ?? context.environment["SCHAKELD_DATA"], !path.isEmpty else {
      throw ValidationError("Name the data folder with --data DIR.")
    }
    guard context.isFolder(path) else {
      throw Refusal(
        context.language.say(
          "There is no folder at \(path). Make a region in it with: schakeld init --data \(path)",
          "Er is geen map \(path). Maak er een regio in met: schakeld init --data \(path)"))
    }
    return path
  }
}
