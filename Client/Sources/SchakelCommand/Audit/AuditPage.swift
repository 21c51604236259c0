import Foundation
import SchakelCore

/// The report of an audit as one page of HTML, which needs no network and no script, and reads on
/// paper and aloud as it does on a screen (WCAG 2.1 AA).
///
/// *Invariant*: for one file, language and time zone the page is the same, byte for byte.
struct AuditPage {
  let contents: AuditContents
  let cases: AuditCases
  let traces: AuditTraces
  let verified: AuditVerifyReport
  let language: Language
  let timeZone: TimeZone
  /// For the words of what does not hold.
  let context: CommandContext
  let names: AuditNames

  var labels: Labels { Labels(language: language) }
  var dates: AuditDates { AuditDates(language: language, timeZone: timeZone) }

  func words(
    _ phrase: AuditPagePhrase, _ arguments: [String: Template.Argument] = [:]
  ) -> String { language(phrase, arguments) }

  /// The parts of the page with their names, which the table of contents lists.
  private static let sections: [(id: String, title: AuditPagePhrase)] = [
    ("figures", .figures), ("verification", .verification), ("conflicts", .conflicts),
    ("parallel", .parallel), ("reading", .howToRead),
  ]

  private static let policy = "default-src 'none'; style-src 'unsafe-inline'"

  var html: String {
    var markup = Markup()
    markup.verbatim("<!DOCTYPE html>\n")
    markup.element("html", ["lang": language.rawValue]) { html in
      html.element("head") { writeHead(to: &$0) }
      html.element("body") { writeBody(to: &$0) }
    }
    return markup.text
  }

  private var title: String {
    let spaces = contents.spaces.map { $0.space.name }.joined(separator: ", ")
    let title = words(.title, ["spaces": .text(spaces)])
    return verified.holds ? title : words(.unverifiedTitle) + ": " + title
  }

  private func writeHead(to head: inout Markup) {
    head.empty("meta", ["charset": "utf-8"])
    head.empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
    head.empty(
      "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    head.element("title", text: title)
    head.element("style") { $0.verbatim("\n" + AuditStyle.sheet) }
  }

  private func writeBody(to body: inout Markup) {
    body.element("a", ["class": "skip", "href": "#content"], text: words(.skip))
    body.element("header") { header in
      if !verified.holds { warning(to: &header) }
      header.element("h1", text: title)
      header.element(
        "p",
        text: words(
          .madeBy,
          [
            "time": .text(dates.moment(contents.header.time)),
            "name": .text(names.name(contents.header.reader)),
          ]))
    }
    body.element("nav", ["aria-label": words(.contents)]) { nav in
      nav.element("ul") { list in
        for section in Self.sections {
          list.element("li") {
            $0.element("a", ["href": "#" + section.id], text: words(section.title))
          }
        }
      }
    }
    body.element("main", ["id": "content", "tabindex": "-1"]) { main in
      for section in Self.sections {
        main.element("section", ["id": section.id, "aria-labelledby": section.id + "-title"]) {
          $0.element("h2", ["id": section.id + "-title"], text: words(section.title))
          write(section.title, to: &$0)
        }
      }
    }
    body.element("footer") { $0.element("p", text: words(.footer)) }
  }

  private func warning(to markup: inout Markup) {
    markup.element("p", ["class": "warning", "role": "alert"], text: words(.unverified))
    if let reason = verified.reason(in: inLanguage) {
      markup.element("p") { $0.element("strong", text: reason) }
    }
  }

  /// The context in the page's language.
  var inLanguage: CommandContext {
    var context = context
    context.language = language
    return context
  }

  private func write(_ section: AuditPagePhrase, to markup: inout Markup) {
    switch section {
    case .figures: writeFigures(to: &markup)
    case .verification: writeVerification(to: &markup)
    case .conflicts: writeConflicts(to: &markup)
    case .parallel: writeParallelEdits(to: &markup)
    default: writeHelp(to: &markup)
    }
  }

  private func writeHelp(to markup: inout Markup) {
    for phrase: AuditPagePhrase in [
      .helpDetected, .helpMarks, .helpDrawing, .helpClocks, .helpLimits,
    ] { markup.element("p", text: words(phrase)) }
  }
}
