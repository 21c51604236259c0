import SchakelCore
import SchakelJSON
import SchakelStore

/// Where something new was kept.
struct AddingReport: Report {
  let id: DocumentID
  let kind: Name
  let title: String?
  /// nil for a draft.
  let space: Membership?
  /// Why it became a draft, where that was not asked for.
  let reason: AddingPhrase?

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(id.text)), .init("kind", .string(kind.text)),
      .init("state", .string((space == nil ? ItemState.draft : .onThisDevice).name)),
      .init("space", space.map { .string($0.id.text) } ?? .null),
    ]
    if let reason { members.append(.init("reason", .string("\(reason)"))) }
    return .object(members)
  }

  func lines(in context: CommandContext) -> [String] {
    let arguments: [String: Template.Argument] = [
      "kind": .text(context.labels.kind(kind)), "id": .text(id.text),
      "title": .text(title ?? context.language(AddingPhrase.untitled)),
      "space": .text(space?.name ?? ""),
    ]
    var lines = context.prose(space == nil ? AddingPhrase.draft : .kept, arguments)
    if let reason { lines += context.prose(reason, arguments) }
    lines += context.prose(space == nil ? AddingPhrase.nextDraft : .nextKept, arguments)
    return lines
  }
}

/// The words for what was kept.
enum AddingPhrase: PhraseTable {
  case kept
  case draft
  case untitled
  case notEnrolled
  case whichSpace
  case mayNotWrite
  case mayNotPublish
  case noConsent
  case nextKept
  case nextDraft

  var row: (String, String) {
    switch self {
    case .kept:
      (
        "Bewaard op dit apparaat, voor {space}: {title} ({kind}).",
        "Kept on this device, for {space}: {title} ({kind})."
      )
    case .draft:
      ("Bewaard als concept: {title} ({kind}).", "Kept as a draft: {title} ({kind}).")
    case .untitled: ("zonder titel", "untitled")
    case .notEnrolled:
      (
        "Dit apparaat is nog niet aangemeld; delen kan daarna.",
        "This device is not enrolled yet; you can share after that."
      )
    case .whichSpace:
      (
        "Je zit in verschillende groepen, en --space zegt nog niet voor welke dit is.",
        "You are in several groups, and --space does not say yet which this is for."
      )
    case .mayNotWrite:
      (
        "In deze groep mag je lezen en niet schrijven.",
        "In this group you may read and not write."
      )
    case .mayNotPublish:
      (
        "Iedereen laten meelezen mag alleen een coördinator. Kies iets anders: "
          + "schakel edit {id} --set visibility=region",
        "Only a coordinator may let everybody see something. Choose otherwise: "
          + "schakel edit {id} --set visibility=region"
      )
    case .noConsent:
      (
        "Een profiel gaat over iemand. Deel het als diegene ja heeft gezegd: "
          + "schakel edit {id} --set consent=gegeven",
        "A profile is about a person. Share it when that person has said yes: "
          + "schakel edit {id} --set consent=given"
      )
    case .nextKept:
      (
        "Nummer: {id}. Verstuur het met 'schakel sync'.",
        "Number: {id}. Send it with 'schakel sync'."
      )
    case .nextDraft:
      (
        "Nummer: {id}. Deel het met 'schakel share {id}'.",
        "Number: {id}. Share it with 'schakel share {id}'."
      )
    }
  }
}
