import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer
import SchakelStore

/// `schakeld status`: what an operator asks first.
struct Status: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Show devices, last contacts, changes, documents, disk and warnings.",
      "Toon apparaten, laatste contacten, wijzigingen, documenten, schijf en waarschuwingen.",
      examples: [
        "schakeld status --data ./region", "schakeld status --data ./region --json",
        "schakeld status --data ./region --json --fingerprint",
        "schakeld status --data ./region --check",
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

  @Flag(
    help: .words(
      "Also check the whole database for damage. This may take a while.",
      "Kijk ook de hele database na op schade. Dat kan even duren."))
  var check = false

  func run(in context: DaemonContext) async throws {
    let path = try folder.path(in: context)
    let report = try await folder.withRegion(in: context) { region in
      let status = try await region.status()
      return StatusReport(
        status: status, fingerprints: try await fingerprints(of: status.spaces, region),
        check: check ? try await region.checkFile() : nil, freeBytes: context.freeBytes(path),
        now: context.time)
    }
    if json {
      context.print(report.json)
    } else {
      for line in report.lines(context.language, width: context.columns) { context.print(line) }
    }
    if case .damaged = report.check { throw Refusal(context.language.damaged(path)) }
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
