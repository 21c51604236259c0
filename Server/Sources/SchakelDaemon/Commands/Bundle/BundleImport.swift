import ArgumentParser
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelServer

/// `schakeld bundle import`.
struct BundleImport: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take in a bundle: one sealed to this region's key, or in the clear.",
      "Neem een bundel aan: een die voor deze regio verzegeld is, of een open bundel.",
      name: "import",
      more: (
        "What is in it counts as if the devices that wrote it had sent it themselves, whoever brings it: "
          + "seals and rights are those of a sync. The same file may come twice.",
        "Wat erin staat telt alsof de apparaten die het schreven het zelf stuurden, wie het ook brengt: "
          + "zegels en rechten zijn die van een synchronisatie. Hetzelfde bestand mag twee keer komen."
      ),
      examples: [
        "schakeld bundle import --data ./region west.schakel",
        "schakeld bundle import --data ./region west.schakel --json",
      ])
  }

  /// Bytes in the largest bundle.
  static let largest = 1 << 30

  @OptionGroup var folder: DataFolderOption
  @Argument(help: .words("The file.", "Het bestand."))
  var file: String
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let data = DataFolder(path: try folder.path(in: context))
    try data.refuseWithoutRegion(in: context)
    let bundle = try BundleOpening(file: file, folder: data, context: context).bundle()
    context.trail.concerns("space \(bundle.space.text)")
    let intake = try await folder.withRegion(in: context) {
      try await take(bundle, in: $0, context)
    }
    if json { context.print(JSON(intake)) } else { say(intake, in: context) }
    guard intake.refused.isEmpty else {
      throw Refusal(context.language.sentence(onRefused: intake.refused))
    }
  }

  private func take(
    _ bundle: Bundle, in region: RegionService, _ context: DaemonContext
  ) async throws -> BundleIntake {
    do throws(RegionError) {
      return try await region.takeBundle(bundle)
    } catch {
      guard error.code == .noAccess else { throw error }
      throw Refusal(
        context.language.say(
          "\(file) is of another region: this one has no such space.",
          "\(file) is van een andere regio: deze heeft die ruimte niet."))
    }
  }

  private func say(_ intake: BundleIntake, in context: DaemonContext) {
    for line in context.language.lines(on: intake) { context.print(line) }
  }
}

extension JSON {
  init(_ intake: BundleIntake) {
    self = [
      "space": .string(intake.space.text), "taken": .unsigned(intake.taken),
      "known": .unsigned(intake.known), "waiting": .number(intake.waiting.count),
      "voids": .array(
        intake.voids.map {
          ["dot": .string($0.dot.text), "reason": .string("\($0.reason)")]
        }),
      "forks": .number(intake.forks.count), "gaps": .number(intake.gaps.count),
      "refused": .array(intake.refused.map { .string($0.replica.text) }),
    ]
  }
}
