import ArgumentParser
import SchakelCore

/// `schakel bundle export` and `schakel bundle import`.
struct BundleGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "bundle", .bundle, examples: BundleExport.examples + BundleImport.examples,
      subcommands: [BundleExport.self, BundleImport.self])
  }
}

struct BundleExport: ContextCommand {
  static let examples = ["schakel bundle export west.schakel --space West"]

  static var configuration: CommandConfiguration {
    .command("export", .bundleExport, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Argument(help: .phrase(.bundleFile)) var file: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let bundling = Bundling(device: device)
    context.answer(try bundling.export(device.space(typed: space), to: file), answer)
  }
}

struct BundleImport: ContextCommand {
  static let examples = ["schakel bundle import west.schakel"]

  static var configuration: CommandConfiguration {
    .command("import", .bundleImport, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Argument(help: .phrase(.bundleFile)) var file: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let report = try Bundling(device: device).import(from: file)
    context.answer(report, answer)
    try Indexing(device: device).run()
    if let failure = report.failure(in: context) { throw failure }
  }
}
