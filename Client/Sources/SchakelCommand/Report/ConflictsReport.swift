import SchakelCore
import SchakelJSON
import SchakelStore

/// Where a person must choose.
struct ConflictsReport: Report {
  let documents: [Document]

  var json: JSONValue {
    ["conflicts": .array(documents.map { Self.json(of: $0) })]
  }

  private static func json(of document: Document) -> JSONValue {
    [
      "id": .string(document.id.text), "kind": .string(document.kind.text),
      "title": .string(document.title), "space": DocumentJSON.space(document.space),
      "fields": DocumentJSON.versions(of: document.conflicts, in: document.kind),
      "deletedMeanwhile": .bool(document.lifecycle == .contested),
      "deletions": .array(document.deletions.map { DocumentJSON.version($0, of: nil) }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard !documents.isEmpty else { return context.prose(ConflictsPhrase.none) }
    let conflicts = ConflictLines(context: context)
    let short = ShortID.texts(of: documents.map(\.id))
    return documents.enumerated().flatMap { place, document in
      let title = document.titles.joined(separator: " / ")
      let head = Wrapping.truncated(
        SafeText.line("\(short[document.id] ?? "")  \(title)"), to: context.terminal.width)
      return (place > 0 ? [""] : []) + [Style.strong.applied(to: head, on: context.terminal)]
        + document.conflicts.flatMap { conflicts.lines(of: $0, in: document) }
        + conflicts.deletion(of: document)
    }
  }
}

enum ConflictsPhrase: PhraseTable {
  case none

  var row: (String, String) {
    switch self {
    case .none: ("Er is nergens een keuze nodig.", "No choice is needed anywhere.")
    }
  }
}
