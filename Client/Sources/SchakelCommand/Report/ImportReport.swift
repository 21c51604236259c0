import SchakelCore
import SchakelJSON

/// What became of the lines of a file.
struct ImportReport: Report {
  struct Problem {
    let line: Int
    let reason: String
  }

  let space: Membership?
  private(set) var imported = 0
  private(set) var known = 0
  private(set) var problems: [Problem] = []
  private(set) var unknownKinds: Set<Name> = []
  private(set) var unknownFields: Set<Name> = []

  init(space: Membership?) { self.space = space }

  mutating func count(_ contribution: Contribution, isNew: Bool) {
    if isNew { imported += 1 } else { known += 1 }
    if !contribution.isKnownKind { unknownKinds.insert(contribution.kind) }
    unknownFields.formUnion(contribution.unknownFields)
  }

  /// Tells of the line at once: a file may be long.
  mutating func refuse(_ line: Int, _ reason: String, _ context: CommandContext) {
    problems.append(Problem(line: line, reason: reason))
    context.notice(ImportPhrase.problem, ["line": .text("\(line)"), "reason": .text(reason)])
  }

  var json: JSONValue {
    [
      "imported": JSONValue(imported), "known": JSONValue(known),
      "space": space.map { .string($0.id.text) } ?? .null,
      "problems": .array(
        problems.map { ["line": JSONValue($0.line), "reason": .string($0.reason)] }),
      "unknownKinds": .array(unknownKinds.sorted().map { .string($0.text) }),
      "unknownFields": .array(unknownFields.sorted().map { .string($0.text) }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let arguments: [String: Template.Argument] = [
      "imported": .count(imported), "known": .count(known), "space": .text(space?.name ?? ""),
      "kinds": .text(Self.list(unknownKinds)), "fields": .text(Self.list(unknownFields)),
    ]
    var lines = context.prose(
      space == nil ? ImportPhrase.importedAsDrafts : .imported, arguments)
    if known > 0 { lines += context.prose(ImportPhrase.known, arguments) }
    if !unknownKinds.isEmpty { lines += context.prose(ImportPhrase.unknownKinds, arguments) }
    if !unknownFields.isEmpty { lines += context.prose(ImportPhrase.unknownFields, arguments) }
    return lines
  }

  private static func list(_ names: Set<Name>) -> String {
    names.sorted().map { SafeText.line($0.text) }.joined(separator: ", ")
  }

  func failure(in context: CommandContext) -> Failure? {
    guard !problems.isEmpty else { return nil }
    return context.failure(ImportPhrase.refused, ["count": .count(problems.count)])
  }
}

enum ImportPhrase: PhraseTable {
  case imported
  case importedAsDrafts
  case known
  case unknownKinds
  case unknownFields
  case problem
  case refused
  case progress

  var row: (String, String) {
    switch self {
    case .imported:
      (
        "{imported|# bijdrage|# bijdragen} ingelezen, voor {space}.",
        "{imported|# contribution|# contributions} read, for {space}."
      )
    case .importedAsDrafts:
      (
        "{imported|# bijdrage|# bijdragen} ingelezen als concept.",
        "{imported|# contribution|# contributions} read as {imported|a draft|drafts}."
      )
    case .known:
      (
        "{known|# bijdrage was|# bijdragen waren} hier al.",
        "{known|# contribution was|# contributions were} here already."
      )
    case .unknownKinds:
      (
        "Dit programma kent deze soorten niet, en bewaart ze zoals ze zijn: {kinds}.",
        "This program does not know these kinds, and keeps them as they are: {kinds}."
      )
    case .unknownFields:
      (
        "Dit programma kent deze velden niet, en bewaart ze zoals ze zijn: {fields}.",
        "This program does not know these fields, and keeps them as they are: {fields}."
      )
    case .problem: ("Regel {line}: {reason}", "Line {line}: {reason}")
    case .refused:
      (
        "{count|# regel is|# regels zijn} niet ingelezen. Verbeter ze en lees het bestand opnieuw "
          + "in; niets komt dubbel.",
        "{count|# line was|# lines were} not read. Mend them and read the file again; nothing is "
          + "doubled."
      )
    case .progress: ("{count|# regel|# regels} gelezen…", "{count|# line|# lines} read…")
    }
  }
}
