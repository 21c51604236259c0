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
      throw Refusal("There is no folder at \(path).")
    }
    return path
  }
}
