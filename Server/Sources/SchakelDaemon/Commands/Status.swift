import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld status`: what an operator asks first.
struct Status: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Show devices, last contacts, changes, documents, disk and warnings.",
      "Toon apparaten, laatste contacten, wijzigingen, documenten, schijf en waarschuwingen.",
      examples: [
        "schakeld status --data ./region", "schakeld status --data ./region --json",
        "schakeld status --data ./region --json --fingerprint",
      ])
  }

  @OptionGroup var folder: DataFolderOption

  @Flag(help: .json)
  var json = false

  @Flag(
    help: .words(
      "Also hash every document: equal on devices that hold the same. Reads it all.",
      "Toon ook vingerafdrukken: gelijk op apparaten die hetzelfde hebben. Leest alles."))
  var fingerprint = false

  func run(in context: DaemonContext) async throws {
    let path = try folder.path(in: context)
    let (status, prints) = try await folder.withRegion(in: context) { region in
      let status = try await region.status()
      return (status, try await fingerprints(of: status.spaces, region))
    }
    let report = StatusReport(
      status: status, fingerprints: prints, freeBytes: context.freeBytes(path), now: context.time)
    if json {
      context.print(report.json)
    } else {
      for line in report.lines(context.language, width: context.columns) { context.print(line) }
    }
  }

  private func fingerprints(
    of spaces: [RegionStatus.Space], _ region: RegionService
  ) async throws -> [SpaceID: Digest] {
    guard fingerprint else { return [:] }
    var prints: [SpaceID: Digest] = [:]
    for space in spaces { prints[space.id] = try await region.fingerprint(of: space.id) }
    return prints
  }
}
