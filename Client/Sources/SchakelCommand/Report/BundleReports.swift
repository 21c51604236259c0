import SchakelCore
import SchakelJSON
import SchakelStore

/// What went into a bundle.
struct BundleExportReport: Report {
  let space: Membership
  let path: String
  let changes: Int
  let bytes: Int
  /// Devices of which not everything could go into it.
  let omitted: Int
  /// Whether anybody who finds it can read it.
  let isPlain: Bool

  var json: JSONValue {
    [
      "file": .string(path), "space": .string(space.id.text), "changes": JSONValue(changes),
      "bytes": JSONValue(bytes), "omitted": JSONValue(omitted),
      "plain": .bool(isPlain),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    var lines = context.prose(
      BundlePhrase.exported,
      ["count": .count(changes), "space": .text(space.name), "path": .text(path)])
    if isPlain { lines += context.prose(BundlePhrase.plain) }
    guard omitted > 0 else { return lines }
    return lines + context.prose(BundlePhrase.omitted, ["omitted": .count(omitted)])
  }
}

/// What was new in a bundle.
struct BundleImportReport: Report {
  let report: BundleReport

  var json: JSONValue {
    [
      "space": .string(report.space.text), "taken": JSONValue(report.taken),
      "known": JSONValue(report.known), "waiting": JSONValue(report.waiting),
      "early": JSONValue(report.early), "gaps": JSONValue(report.gaps.count),
      "refused": JSONValue(report.refused.count),
      "stopped": JSONValue(report.stops.count),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let arguments: [String: Template.Argument] = [
      "taken": .count(report.taken), "known": .count(report.known),
      "waiting": .count(report.waiting), "early": .count(report.early),
      "gaps": .count(report.gaps.count),
      "stopped": .count(report.stops.count),
    ]
    var lines = context.prose(BundlePhrase.imported, arguments)
    if report.known > 0 { lines += context.prose(BundlePhrase.known, arguments) }
    if report.waiting > 0 { lines += context.prose(BundlePhrase.waiting, arguments) }
    if report.early > 0 { lines += context.prose(BundlePhrase.early, arguments) }
    if !report.gaps.isEmpty { lines += context.prose(BundlePhrase.gaps, arguments) }
    if !report.stops.isEmpty { lines += context.prose(BundlePhrase.stopped, arguments) }
    if report.isPutBack { lines += context.prose(SyncPhrase.putBack) }
    return lines
  }

  func failure(in context: CommandContext) -> Failure? {
    guard !report.refused.isEmpty else { return nil }
    return context.failure(BundlePhrase.refused, ["count": .count(report.refused.count)])
  }
}

enum BundlePhrase: PhraseTable {
  case exported
  case plain
  case omitted
  case imported
  case known
  case waiting
  case early
  case gaps
  case stopped
  case refused

  var row: (String, String) {
    switch self {
    case .exported:
      (
        "{count|# wijziging|# wijzigingen} uit {space} in {path} gezet.",
        "{count|# change|# changes} of {space} put in {path}."
      )
    case .plain: ("Wie dit bestand vindt, kan het lezen.", "Whoever finds this file can read it.")
    case .omitted:
      (
        "Van {omitted|één apparaat|# apparaten} staat hier niet alles. Wie deze bundel inleest, "
          + "krijgt de rest met 'schakel sync'.",
        "Of {omitted|one device|# devices} not everything is here. Whoever reads this bundle gets "
          + "the rest with 'schakel sync'."
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
    case .early:
      (
        "{early|# wijziging ligt|# wijzigingen liggen} klaar tot wat ervoor komt hier is; lees ook "
          + "de andere bundels in of gebruik 'schakel sync'.",
        "{early|# change is|# changes are} kept until what comes before is here; read the other "
          + "bundles too or use 'schakel sync'."
      )
    case .gaps:
      (
        "Van {gaps|één apparaat|# apparaten} ontbreekt het begin; lees eerst een oudere bundel in "
          + "of gebruik 'schakel sync'.",
        "Of {gaps|one device|# devices} the beginning is missing; read an older bundle first or use "
          + "'schakel sync'."
      )
    case .stopped:
      (
        "Van {stopped|één apparaat|# apparaten} kon een wijziging niet worden overgenomen, en dus "
          + "ook niet wat daarna kwam. Dat komt met 'schakel sync'.",
        "Of {stopped|one device|# devices} a change could not be taken over, and so neither could "
          + "what came after it. That comes with 'schakel sync'."
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
