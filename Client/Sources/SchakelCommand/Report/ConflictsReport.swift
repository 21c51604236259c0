import SchakelCore
import SchakelJSON
import SchakelStore

/// Where a person must choose: what waits for the person with the device, and with `--all` also what
/// waits for somebody else.
struct ConflictsReport: Report {
  /// The oldest first.
  let conflicts: [DocumentConflict]
  /// How many wait for somebody else and are not among them.
  let others: Int
  /// The person with the device.
  let me: Author?

  /// - Parameter all: whether what waits for somebody else is shown too.
  init(_ found: [DocumentConflict], all: Bool, me: Author?) {
    let shown = all ? found : found.filter(\.awaitsOwner)
    conflicts = shown.sorted { left, right in
      left.since != right.since ? left.since < right.since : left.document.id < right.document.id
    }
    others = found.count - shown.count
    self.me = me
  }

  var json: JSONValue {
    ["conflicts": .array(conflicts.map { Self.json(of: $0) }), "others": JSONValue(others)]
  }

  private static func json(of conflict: DocumentConflict) -> JSONValue {
    let document = conflict.document
    return [
      "id": .string(document.id.text), "kind": .string(document.kind.text),
      "title": .string(document.title), "space": DocumentJSON.space(document.space),
      "fields": DocumentJSON.versions(of: conflict.fields, in: document.kind),
      "deletedMeanwhile": .bool(!conflict.deletions.isEmpty),
      "deletions": .array(conflict.deletions.map { DocumentJSON.version($0, of: nil) }),
      "severity": "conflict", "since": DocumentJSON.time(conflict.since),
      "yours": .bool(conflict.awaitsOwner),
      "parties": .array(conflict.parties.map { DocumentJSON.author($0) }),
      "settlers": .array(conflict.settlers.map { DocumentJSON.author($0) }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard !conflicts.isEmpty else {
      guard others > 0 else { return context.prose(ConflictsPhrase.none) }
      return context.prose(ConflictsPhrase.noneForYou) + othersLine(context)
    }
    let blocks = bySpace.flatMap { group in
      (bySpace.count > 1 ? [heading(group, context)] : []) + group.map { lines(of: $0, context) }
    }
    let hints = hints(context) + othersLine(context)
    return Array(blocks.joined(separator: [""])) + (hints.isEmpty ? [] : [""] + hints)
  }

  /// The queue of each space, the one with the oldest first.
  private var bySpace: [[DocumentConflict]] {
    var groups: [[DocumentConflict]] = []
    for conflict in conflicts {
      let place = groups.firstIndex { $0[0].document.space?.id == conflict.document.space?.id }
      if let place { groups[place].append(conflict) } else { groups.append([conflict]) }
    }
    return groups
  }

  private func heading(_ group: [DocumentConflict], _ context: CommandContext) -> [String] {
    context.prose(
      ConflictsPhrase.space,
      ["space": .text(group[0].document.space?.name ?? ""), "count": .count(group.count)])
  }

  private func lines(of conflict: DocumentConflict, _ context: CommandContext) -> [String] {
    let short = ShortID.texts(of: conflicts.map(\.document.id))[conflict.document.id] ?? ""
    let title = conflict.document.titles.joined(separator: " / ")
    let head = Wrapping.truncated(
      SafeText.line("\(short)  \(title)"), to: context.terminal.width)
    let indented = { (text: String, style: Style) in
      Wrapping.lines(SafeText.line(text), width: context.terminal.width - 2).map {
        "  " + style.applied(to: $0, on: context.terminal)
      }
    }
    return [Style.strong.applied(to: head, on: context.terminal)]
      + ConflictSentences(context: context, me: me).sentences(of: conflict)
      .flatMap { indented($0, .plain) }
      + indented(facts(of: conflict, context), .faint)
  }

  /// How old it is, and who can choose where that is somebody else.
  private func facts(of conflict: DocumentConflict, _ context: CommandContext) -> String {
    let since = context.dates.since(conflict.since)
    let isParty = conflict.parties.contains { $0.person == me?.person }
    guard !isParty || !conflict.awaitsOwner else { return since }
    let people = conflict.awaitsOwner ? conflict.parties : conflict.settlers
    return since + "; "
      + context.language(
        conflict.awaitsOwner ? ConflictsPhrase.concerns : .settlers,
        ["names": .text(People(people, me: me, context.language).text)])
  }

  /// What to do about what waits for this person.
  private func hints(_ context: CommandContext) -> [String] {
    let mine = conflicts.filter(\.awaitsOwner)
    let example: (DocumentConflict) -> [String: Template.Argument] = {
      ["id": .text(ShortID.text(of: $0.document.id))]
    }
    var lines: [String] = []
    if let first = mine.first(where: { !$0.fields.isEmpty }) {
      lines += context.prose(ConflictsPhrase.choose, example(first))
    }
    if let first = mine.first(where: { !$0.deletions.isEmpty }) {
      lines += context.prose(ConflictsPhrase.keepOrDelete, example(first))
    }
    return lines
  }

  private func othersLine(_ context: CommandContext) -> [String] {
    others > 0 ? context.prose(ConflictsPhrase.others, ["count": .count(others)]) : []
  }
}

enum ConflictsPhrase: PhraseTable {
  case none
  case noneForYou
  case others
  case space
  case concerns
  case settlers
  case choose
  case keepOrDelete

  var row: (String, String) {
    switch self {
    case .none: ("Er is nergens een keuze nodig.", "No choice is needed anywhere.")
    case .noneForYou: ("Van jou is geen keuze nodig.", "No choice is needed from you.")
    case .others:
      (
        "{count|# andere wacht|# andere wachten} op wie ze schreef of op een coördinator: zie "
          + "'schakel conflicts --all'.",
        "{count|# other waits for its|# others wait for their} writers or a coordinator: see "
          + "'schakel conflicts --all'."
      )
    case .space:
      (
        "{space}: {count|# keuze|# keuzen}", "{space}: {count|# choice|# choices}"
      )
    case .concerns: ("gaat over {names}", "concerns {names}")
    case .settlers: ("de keuze is aan {names}", "to be settled by {names}")
    case .choose:
      (
        "Bekijk de versies met 'schakel show {id}' en kies met 'schakel resolve'.",
        "Look at the versions with 'schakel show {id}' and choose with 'schakel resolve'."
      )
    case .keepOrDelete:
      (
        "Houd wat verwijderd werd met 'schakel restore {id}', of verwijder het weer met 'schakel "
          + "delete {id}'.",
        "Keep what was deleted with 'schakel restore {id}', or delete it again with 'schakel "
          + "delete {id}'."
      )
    }
  }
}
