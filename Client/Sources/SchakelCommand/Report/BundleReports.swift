import SchakelCore
import SchakelJSON
import SchakelStore

/// What went into a bundle.
struct BundleExportReport: Report {
  let space: Membership
  let path: String
  let changes: Int
  let bytes: Int

  var json: JSONValue {
    [
      "file": .string(path), "space": .string(space.id.text), "changes": JSONValue(changes),
      "bytes": JSONValue(bytes),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    context.prose(
      BundlePhrase.exported,
      ["count": .count(changes), "space": .text(space.name), "path": .text(path)])
  }
}

/// What was new in a bundle.
struct BundleImportReport: Report {
  let report: BundleReport

  var json: JSONValue {
    [
      "space": .string(report.space.text), "taken": JSONValue(report.taken),
      "known": JSONValue(report.known), "waiting": JSONValue(report.waiting),
      "gaps": JSONValue(report.gaps.count), "refused": JSONValue(report.refused.count),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let arguments: [String: Template.Argument] = [
      "taken": .count(report.taken), "known": .count(report.known),
      "waiting": .count(report.waiting), "gaps": .count(report.gaps.count),
    ]
    var lines = context.prose(BundlePhrase.imported, arguments)
    if report.known > 0 { lines += context.prose(BundlePhrase.known, arguments) }
    if report.waiting > 0 { lines += context.prose(BundlePhrase.waiting, arguments) }
    if !report.gaps.isEmpty { lines += context.prose(BundlePhrase.gaps, arguments) }
    return lines
  }

  func failure(in context: CommandContext) -> Failure? {
    guard !report.refused.isEmpty else { return nil }
    return context.failure(BundlePhrase.refused, ["count": .count(report.refused.count)])
  }
}

enum BundlePhrase: PhraseTable {
  case exported
  case imported
  case known
  case waiting
  case gaps
  case refused

  var row: (String, String) {
    switch self {
    case .exported:
      (
        "{count|# wijziging|# wijzigingen} uit {space} in {path} gezet.",
        "{count|# change|# changes} of {space} put in {path}."
      )
    case .imported:
      ("{taken|# wijziging|# wijzigingen} overgenomen.", "{taken|# change|# changes} taken over.")
    case .known:
      (
        "{known|# wijziging was|# wijzigingen waren} hier al.",
        "{known|# change was|# changes were} here already."
      )
    case .waiting:
      (
        "{waiting|# wijziging wacht|# wijzigingen wachten} op iets dat hier nog niet is; lees ook "
          + "de andere bundels in of gebruik 'schakel sync'.",
        "{waiting|# change waits|# changes wait} for something that is not here yet; read the other "
          + "bundles too or use 'schakel sync'."
      )
    case .gaps:
      (
        "Van {gaps|één apparaat|# apparaten} ontbreekt het begin; lees eerst een oudere bundel in "
          + "of gebruik 'schakel sync'.",
        "Of {gaps|one device|# devices} the beginning is missing; read an older bundle first or use "
          + "'schakel sync'."
      )
    case .refused:
      (
        "Van {count|één apparaat|# apparaten} klopt de ondertekening niet, of dit apparaat kent het "
          + "nog niet. Daarvan is niets overgenomen. Gebruik eerst 'schakel sync'.",
        "Of {count|one device|# devices} the signature does not hold, or this device does not know "
          + "it yet. Nothing of that was taken over. Use 'schakel sync' first."
      )
    }
  }
}
