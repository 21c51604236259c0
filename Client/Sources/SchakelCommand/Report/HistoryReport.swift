import SchakelCore
import SchakelJSON
import SchakelStore

/// What happened to one contribution, the newest first.
struct HistoryReport: Report {
  let document: Document
  let history: DocumentHistory

  var json: JSONValue {
    let kind = Kind.named(document.kind)
    return [
      "id": .string(document.id.text), "kind": .string(document.kind.text),
      "complete": .bool(history.isComplete),
      "changes": .array(history.items.map { HistoryJSON.item($0, in: kind) }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard document.space != nil else { return context.prose(HistoryPhrase.draft) }
    let items = history.items.enumerated().flatMap { place, item in
      (place > 0 ? [""] : []) + lines(of: item, context)
    }
    guard !history.isComplete else { return items }
    return items + (items.isEmpty ? [] : [""]) + context.prose(HistoryPhrase.incomplete)
  }

  private func lines(of item: HistoryItem, _ context: CommandContext) -> [String] {
    let who = item.author.shownName ?? context.language(ShowPhrase.unknownPerson)
    let moment = context.dates.moment(item.time)
    let head =
      Style.faint.applied(to: moment, on: context.terminal) + "  "
      + Style.strong.applied(to: SafeText.line(who), on: context.terminal)
    let texts = item.steps.map { text(of: $0, context) } + notes(on: item, context)
    return [head]
      + texts.flatMap { text in
        Wrapping.lines(SafeText.lines(text), width: context.terminal.width - 4)
          .enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
      }
  }

  private func text(of step: HistoryItem.Step, _ context: CommandContext) -> String {
    let arguments: [String: Template.Argument] = [
      "field": .text(context.labels.field(step.field)),
      "new": .text(words(step.values, step.field, context)),
      "old": .text(words(step.replaced.flatMap { $0.values ?? [] }, step.field, context)),
    ]
    let phrase: HistoryPhrase
    switch step.kind {
    case .delete: phrase = .deleted
    case .restore: phrase = .restored
    case .add: phrase = .added
    case .remove: phrase = .removed
    case .set: phrase = step.replaced.contains { $0.values != nil } ? .replaced : .set
    }
    let together = step.concurrent.isEmpty ? "" : " " + context.language(HistoryPhrase.together)
    return context.language(phrase, arguments) + together
  }

  private func words(_ values: [Value], _ field: Name, _ context: CommandContext) -> String {
    let definition = Kind.named(document.kind)?.field(field)
    return values.map { context.labels.value($0, of: definition, context.dates) }
      .joined(separator: ", ")
  }

  private func notes(on item: HistoryItem, _ context: CommandContext) -> [String] {
    var notes: [String] = []
    if let reason = item.reason {
      notes.append(context.language(HistoryPhrase.reason, ["reason": .text(reason)]))
    }
    if item.purpose == .recovery { notes.append(context.language(HistoryPhrase.recovered)) }
    if item.isErased { notes.append(context.language(HistoryPhrase.erased)) }
    if let refusal = item.refusal {
      let why = context.language(RefusedPhrase(refusal))
      notes.append(context.language(HistoryPhrase.refused, ["reason": .text(why)]))
    }
    return notes
  }
}

enum HistoryPhrase: PhraseTable {
  case set
  case replaced
  case added
  case removed
  case deleted
  case restored
  case together
  case reason
  case recovered
  case erased
  case refused
  case draft
  case incomplete

  var row: (String, String) {
    switch self {
    case .set: ("{field}: {new}", "{field}: {new}")
    case .replaced: ("{field}: {new} (was: {old})", "{field}: {new} (was: {old})")
    case .added: ("{field}: {new} erbij", "{field}: {new} added")
    case .removed: ("{field}: {old} eruit", "{field}: {old} taken out")
    case .deleted: ("verwijderd", "deleted")
    case .restored: ("teruggehaald", "brought back")
    case .together:
      ("- tegelijk met iemand anders", "- at the same time as somebody else")
    case .reason: ("reden: {reason}", "reason: {reason}")
    case .recovered:
      (
        "opnieuw verstuurd nadat de regio het kwijt was; wat daarvoor gebeurde, is verloren",
        "sent again after the region had lost it; what happened before that is gone"
      )
    case .erased: ("wat hier stond, is gewist", "what was here was erased")
    case .refused: ("niet aangenomen: {reason}", "not accepted: {reason}")
    case .draft:
      (
        "Een concept heeft nog geen geschiedenis. Die begint als je het deelt.",
        "A draft has no history yet. It begins when you share it."
      )
    case .incomplete:
      (
        "Wat daarvoor gebeurde, weet alleen de regio. Haal het op met --fetch.",
        "What happened before that, only the region knows. Fetch it with --fetch."
      )
    }
  }
}
