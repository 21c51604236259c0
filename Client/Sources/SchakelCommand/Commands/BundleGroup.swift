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
  static let examples = [
    "schakel bundle export west.schakel --passphrase --space West",
    "schakel bundle export west.schakel --to-region",
    "schakel bundle export west.schakel --plain",
  ]

  static var configuration: CommandConfiguration {
    .command("export", .bundleExport, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Flag(help: .phrase(.bundlePassphrase)) var passphrase = false
  @OptionGroup var given: BundlePassphraseOptions
  @Flag(name: .customLong("to-region"), help: .phrase(.bundleToRegion)) var toRegion = false
  @Flag(help: .phrase(.bundlePlain)) var plain = false
  @Argument(help: .phrase(.bundleFile)) var file: String

  func execute(in context: CommandContext) async throws {
    // Said aloud: what is meant to be sealed shall not be in the clear by what was not typed.
    let ways = [isSealed, toRegion, plain].count { $0 }
    guard ways == 1 else {
      throw context.failure(ways == 0 ? LockPhrase.noReader : .oneReader, status: .usage)
    }
    let device = try Device.open(global, in: context)
    let space = try device.space(typed: space)
    let bundling = Bundling(device: device)
    context.answer(try bundling.export(space, to: file, for: try await readers(device)), answer)
  }

  private func readers(_ device: Device) async throws -> Bundling.Readers {
    if toRegion { return try await BundleKeys(device: device).readers() }
    if plain { return .anybody }
    return .knowing(try PassphraseInput(context: device.context).new(from: given.file))
  }

  private var isSealed: Bool { passphrase || given.file != nil }
}

/// Whence a bundle's passphrase comes, where nobody types it.
struct BundlePassphraseOptions: ParsableArguments {
  @Option(name: .customLong("passphrase-file"), help: .phrase(.bundlePassphraseFile, value: "FILE"))
  var file: String?
}

struct BundleImport: ContextCommand {
  static let examples = ["schakel bundle import west.schakel"]

  static var configuration: CommandConfiguration {
    .command("import", .bundleImport, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var given: BundlePassphraseOptions
  @Argument(help: .phrase(.bundleFile)) var file: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let report = try Bundling(device: device).import(from: file, passphraseFile: given.file)
    context.answer(report, answer)
    try Indexing(device: device).run()
    if let failure = report.failure(in: context) { throw failure }
  }
}
