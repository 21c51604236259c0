import ArgumentParser

/// `--data`, which almost every command takes.
struct DataFolderOption: ParsableArguments {
  @Option(
    help: .words(
      "The region's data folder (or SCHAKELD_DATA).",
      "De map van de regio (of SCHAKELD_DATA)."))
  var data: String?

  /// The folder that was named, which need not be there. Throws when none was, or when it is a file.
  func name(in context: DaemonContext) throws -> String {
    guard let path = data ?? context.environment["SCHAKELD_DATA"], !path.isEmpty else {
      throw ValidationError.noData(context.language)
    }
    context.trail.concernsRegion()
    guard !context.isFile(path) else { throw Refusal.noFolder(path, context.language) }
    return path
  }

  /// The folder that was named. Throws when none was, or when there is none.
  func path(in context: DaemonContext) throws -> String {
    let path = try name(in: context)
    guard context.isFolder(path) else {
      throw Refusal(
        context.language.say(
          "There is no folder at \(path). Make a region in it with: schakeld init --data \(path)",
          "Er is geen map \(path). Maak er een regio in met: schakeld init --data \(path)"))
    }
    return path
  }
}

extension Refusal {
  static func noFolder(_ path: String, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "\(path) is a file. Name a folder with --data.",
        "\(path) is een bestand. Noem een map met --data."))
  }
}

extension ValidationError {
  static func noData(_ language: Language) -> ValidationError {
    ValidationError(
      language.say("Name the data folder with --data DIR.", "Noem de map met --data MAP."))
  }
}
