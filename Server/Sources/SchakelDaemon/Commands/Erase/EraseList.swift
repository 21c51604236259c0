import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld erase list`.
struct EraseList: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the requests to erase.", "Toon de verzoeken om te wissen.", name: "list",
      examples: ["schakeld erase list --data ./region"])
  }

  @OptionGroup var folder: DataFolderOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let records = try await folder.withRegion(in: context) { try await $0.erasures() }
    if json {
      return context.print(["erasures": .array(records.map { JSON($0) })])
    }
    if records.isEmpty {
      context.print(
        context.language.say(
          "Nothing was asked to be erased.", "Er is niet gevraagd iets te wissen."))
    }
    var table = Table(shrinking: [1])
    for record in records {
      table.add(
        "\(record.number)", context.language.subject(record), context.language.standing(record))
    }
    for line in table.lines(width: context.columns) { context.print(line) }
  }
}

/// `schakeld erase show`.
struct EraseShow: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Show what a request concerns, and which devices confirmed.",
      "Toon wat een verzoek aangaat, en welke apparaten het bevestigden.", name: "show",
      examples: [
        "schakeld erase show --data ./region 1", "schakeld erase show --data ./region 1 --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var request: ErasureArgument
  @OptionGroup var output: ErasureOutput

  func run(in context: DaemonContext) async throws {
    let report = try await folder.withRegion(in: context) {
      try await $0.erasure(request.number)
    }
    try output.print(report, of: folder, in: context)
  }
}
