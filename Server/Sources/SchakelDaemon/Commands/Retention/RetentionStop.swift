import ArgumentParser
import SchakelRegion

/// `schakeld retention stop`.
struct RetentionStop: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Have the region erase nothing by itself any more.",
      "Laat de regio zelf niets meer wissen.", name: "stop",
      examples: ["schakeld retention stop --data ./region --by cees"])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var coordinator: CoordinatorOption

  func run(in context: DaemonContext) async throws {
    let wasOn = try await folder.withRegion(in: context) { region in
      try await region.stopRetention(by: try coordinator.person(in: region))
    }
    let language = context.language
    context.print(
      wasOn
        ? language.say(
          "The region erases nothing by itself any more.", "De regio wist zelf niets meer.")
        : language.say(
          "The region erased nothing by itself.", "De regio wiste al niets zelf."))
  }
}
