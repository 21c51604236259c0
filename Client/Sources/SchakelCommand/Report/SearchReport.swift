import SchakelJSON
import SchakelStore

/// Where words were found, the best first.
struct SearchReport: Report {
  let words: String
  let hits: [SearchHit]

  var json: JSONValue {
    [
      "words": .string(words),
      "hits": .array(
        hits.map { hit in
          .object(
            DocumentJSON.summary(hit.document) + [
              .init("titleMatches", Self.matches(hit.title)),
              .init("snippet", Self.matches(hit.snippet)),
            ])
        }),
    ]
  }

  /// Pieces of text, each with whether it was looked for.
  private static func matches(_ text: MarkedText) -> JSONValue {
    .array(text.parts.map { ["text": .string($0.text), "match": .bool($0.isMatch)] })
  }

  func lines(in context: CommandContext) -> [String] {
    guard !hits.isEmpty else { return context.prose(ListPhrase.none) }
    let short = ShortID.texts(of: hits.map(\.document.id))
    return hits.enumerated().flatMap { place, hit in
      (place > 0 ? [""] : []) + lines(hit, short[hit.document.id] ?? "", context)
    }
  }

  private func lines(
    _ hit: SearchHit, _ short: String, _ context: CommandContext
  ) -> [String] {
    let margin = String(repeating: " ", count: short.count + 2)
    let width = context.terminal.width - margin.count
    let title = hit.title.parts.isEmpty ? ListReport.title(hit.document, context) : nil
    let head =
      Style.faint.applied(to: short, on: context.terminal) + "  "
      + (title.map { Wrapping.truncated(SafeText.line($0), to: width) }
        ?? marked(hit.title, width, context))
    var lines = [head]
    if !hit.snippet.parts.isEmpty { lines.append(margin + marked(hit.snippet, width, context)) }
    return lines + [margin + facts(hit.document, width, context)]
  }

  /// One line, cut to the width, with what was looked for standing out.
  private func marked(_ text: MarkedText, _ width: Int, _ context: CommandContext) -> String {
    var left = width
    var line = ""
    for part in text.parts where left > 0 {
      let shown = Wrapping.truncated(SafeText.line(part.text), to: left)
      left -= CellWidth.of(shown)
      line += (part.isMatch ? Style.strong : .plain).applied(to: shown, on: context.terminal)
      if shown != SafeText.line(part.text) { break }
    }
    return line
  }

  private func facts(
    _ document: DocumentSummary, _ width: Int, _ context: CommandContext
  ) -> String {
    let facts = [
      context.labels.kind(document.kind), document.areas.joined(separator: " "),
      document.author?.shownName ?? "", context.dates.moment(document.changed),
      document.stateText(in: context.language),
    ].filter { !$0.isEmpty }.map { SafeText.line($0) }
    let text = Wrapping.truncated(facts.joined(separator: " · "), to: width)
    return Style.faint.applied(to: text, on: context.terminal)
  }
}
