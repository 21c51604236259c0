import SchakelCore
import SchakelJSON
import SchakelStore

/// What was done to one contribution.
struct ChangeReport: Report {
  let document: Document
  let done: ChangePhrase
  /// Of what it is now, where that is another.
  var id: DocumentID?
  /// Where it is now, where that is elsewhere.
  var space: Membership?
  /// The field that was settled, and what others will see there; nil for nothing.
  var settled: (field: Name, value: Value?)?

  var json: JSONValue {
    [
      "id": .string((id ?? document.id).text), "kind": .string(document.kind.text),
      "done": .string("\(done)"),
      "space": (space?.id ?? document.space?.id).map { .string($0.text) } ?? .null,
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    let title = document.title.isEmpty ? context.language(AddingPhrase.untitled) : document.title
    return context.prose(
      done,
      [
        "title": .text(title), "space": .text(space?.name ?? document.space?.name ?? ""),
        "id": .text((id ?? document.id).text),
      ]) + othersSee(context)
  }

  /// What comes of a choice for everybody else.
  private func othersSee(_ context: CommandContext) -> [String] {
    guard let settled else { return [] }
    let definition = Kind.named(document.kind)?.field(settled.field)
    let value = settled.value.map { context.labels.value($0, of: definition, context.dates) }
    return context.prose(
      value == nil ? OthersPhrase.empty : .value,
      [
        "field": .text(context.labels.noun(settled.field)), "value": .text(value ?? ""),
      ]) + context.prose(OthersPhrase.reason)
  }
}

/// The words for what was done.
enum ChangePhrase: PhraseTable {
  case edited
  case unchanged
  case shared
  case copied
  case deleted
  case discarded
  case restored
  case settled
  case undone

  var row: (String, String) {
    switch self {
    case .edited: ("Veranderd op dit apparaat: {title}.", "Changed on this device: {title}.")
    case .unchanged: ("Dat stond er al zo in: {title}.", "It was like that already: {title}.")
    case .shared:
      (
        "Gedeeld in {space}: {title}. Verstuur het met 'schakel sync'.",
        "Shared in {space}: {title}. Send it with 'schakel sync'."
      )
    case .copied:
      (
        "Een kopie staat nu in {space}: {title}. Nummer van de kopie: {id}.",
        "There is now a copy in {space}: {title}. Number of the copy: {id}."
      )
    case .deleted:
      (
        "Verwijderd op dit apparaat: {title}. Terughalen kan met 'schakel restore {id}'.",
        "Deleted on this device: {title}. Bring it back with 'schakel restore {id}'."
      )
    case .discarded: ("Concept weggegooid: {title}.", "Draft thrown away: {title}.")
    case .restored: ("Teruggehaald: {title}.", "Brought back: {title}.")
    case .settled:
      (
        "De keuze is gemaakt op dit apparaat. Verstuur die met 'schakel sync'.",
        "The choice is made on this device. Send it with 'schakel sync'."
      )
    case .undone:
      (
        "Ongedaan gemaakt op dit apparaat. Verstuur dat met 'schakel sync'.",
        "Taken back on this device. Send that with 'schakel sync'."
      )
    }
  }
}

/// What others see after a choice.
enum OthersPhrase: PhraseTable {
  case value
  case empty
  case reason

  var row: (String, String) {
    switch self {
    case .value:
      ("Anderen zien dan bij {field}: {value}", "Others will then see for {field}: {value}")
    case .empty: ("Bij anderen is {field} dan leeg.", "For others {field} will then be empty.")
    case .reason:
      (
        "Wie iets anders schreef, krijgt bericht en kan je reden lezen.",
        "Whoever wrote something else is told, and can read your reason."
      )
    }
  }
}
