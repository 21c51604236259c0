import SchakelCore
import SchakelJSON
import SchakelStore

/// What lies in the tray, with all that it says.
struct TrayReport: Report {
  /// The last noticed first.
  let items: [TrayItem]

  var json: JSONValue { ["tray": .array(items.map(\.json))] }

  func lines(in context: CommandContext) -> [String] {
    guard let first = items.first else { return context.prose(TrayPhrase.none) }
    let lines = TrayLines(context: context).lines(of: items)
    let hint = context.prose(
      TrayPhrase.decide, ["id": .text(ShortID.text(of: first.document))])
    return Array(lines.dropFirst()) + [""] + hint
  }
}

/// What was let go of.
struct TrayDiscardReport: Report {
  let document: DocumentID
  /// How many changes those were.
  let count: Int

  var json: JSONValue { ["id": .string(document.text), "changes": JSONValue(count)] }

  func lines(in context: CommandContext) -> [String] {
    context.prose(TrayPhrase.discarded, ["count": .count(count)])
  }
}
