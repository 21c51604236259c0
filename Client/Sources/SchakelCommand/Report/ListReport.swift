import SchakelCore
import SchakelJSON
import SchakelStore

/// Contributions, a line each.
struct ListReport: Report {
  let documents: [DocumentSummary]
  /// How many there are in all, shown or not.
  let total: Int

  var json: JSONValue {
    [
      "documents": .array(documents.map { .object(DocumentJSON.summary($0)) }),
      "total": JSONValue(total),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard !documents.isEmpty else { return context.prose(ListPhrase.none) }
    var table = Table([
      .init(context.language(ListPhrase.number)),
      .init(context.language(ListPhrase.title), shrinksTo: 24),
      .init(context.language(ListPhrase.kind), rank: 2),
      .init(context.language(ListPhrase.area), rank: 3),
      .init(context.language(ListPhrase.author), rank: 1),
      .init(context.language(ListPhrase.changed), rank: 4),
      .init(context.language(ListPhrase.state)),
    ])
    let short = ShortID.texts(of: documents.map(\.id))
    for document in documents { table.add(row(document, short[document.id] ?? "", context)) }
    let more = total - documents.count
    return table.lines(on: context.terminal)
      + (more > 0 ? context.prose(ListPhrase.more, ["count": .count(more)]) : [])
  }

  private func row(
    _ document: DocumentSummary, _ short: String, _ context: CommandContext
  ) -> [Table.Cell] {
    [
      .init(short, .faint), .init(Self.title(document, context)),
      .init(context.labels.kind(document.kind)),
      .init(document.areas.joined(separator: " ")), .init(document.author?.shownName ?? ""),
      .init(context.dates.moment(document.changed)),
      .init(document.stateText(in: context.language), document.stateStyle),
    ]
  }

  /// The title, else how the text begins.
  static func title(_ document: DocumentSummary, _ context: CommandContext) -> String {
    if !document.title.isEmpty { return document.titles.joined(separator: " / ") }
    return document.excerpt.isEmpty ? context.language(AddingPhrase.untitled) : document.excerpt
  }
}

enum ListPhrase: PhraseTable {
  case none
  case number
  case title
  case kind
  case area
  case author
  case changed
  case state
  case more
  case badKind
  case badDay
  case refused

  var row: (String, String) {
    switch self {
    case .none: ("Er is niets gevonden.", "Nothing was found.")
    case .number: ("nummer", "number")
    case .title: ("titel", "title")
    case .kind: ("soort", "kind")
    case .area: ("gebied", "area")
    case .author: ("wie", "who")
    case .changed: ("veranderd", "changed")
    case .state: ("stand", "state")
    case .more:
      (
        "En nog {count}. Toon er meer met --limit, of zoek gerichter.",
        "And {count} more. Show more with --limit, or look for less."
      )
    case .badKind:
      (
        "'{kind}' is geen soort. Kies note, story of profile.",
        "'{kind}' is no kind. Choose note, story or profile."
      )
    case .refused:
      (
        "De regio nam {count|# wijziging|# wijzigingen} van jou niet aan. De tekst is bewaard: zie "
          + "'schakel status'.",
        "The region did not accept {count|# change|# changes} of yours. The text is kept: see "
          + "'schakel status'."
      )
    case .badDay:
      (
        "'{day}' is geen dag die bestaat; schrijf bijvoorbeeld 2024-05-31.",
        "'{day}' is not a day that exists; write for example 2024-05-31."
      )
    }
  }
}
