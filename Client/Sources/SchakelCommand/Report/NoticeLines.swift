import SchakelCore
import SchakelStore

/// What became of what the person wrote, one sentence each.
struct NoticeLines {
  let context: CommandContext
  /// The person with the device.
  let me: Author?

  func lines(of notices: [VersionNotice]) -> [String] {
    guard !notices.isEmpty else { return [] }
    let head = context.prose(NoticePhrase.heading)
      .map { Style.attention.applied(to: $0, on: context.terminal) }
    return head + notices.flatMap(lines)
  }

  private func lines(of notice: VersionNotice) -> [String] {
    Wrapping.lines(SafeText.line(sentence(notice)), width: context.terminal.width - 4)
      .enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
  }

  func sentence(_ notice: VersionNotice) -> String {
    let by = People([notice.by], me: me, context.language)
    // The region, which put texts together by its rule, is nobody who wrote one.
    let writers = People(
      notice.others.isEmpty ? [notice.by] : notice.others, me: me, context.language)
    let title =
      notice.title.isEmpty ? context.language(AddingPhrase.untitled) : notice.title
    let text = context.language(
      NoticePhrase(notice.sort),
      [
        "field": .text(context.labels.noun(notice.field)), "title": .text(title),
        "by": .text(by.text), "others": .text(writers.text),
        "othersCount": .count(writers.count), "id": .text(ShortID.text(of: notice.document)),
      ])
    let reason = notice.reason.map {
      " " + context.language(NoticePhrase.reason, ["reason": .text($0)])
    }
    return text.prefix(1).uppercased() + text.dropFirst() + (reason ?? "")
  }
}

/// The words of what became of what one wrote. A sentence that begins with a name begins with a
/// capital.
enum NoticePhrase: PhraseTable {
  case heading
  case combined
  case settled
  case gaveWay
  case replaced
  case deleted
  case reason

  init(_ sort: VersionNotice.Sort) {
    switch sort {
    case .combined: self = .combined
    case .settled: self = .settled
    case .gaveWay: self = .gaveWay
    case .replaced: self = .replaced
    case .deleted: self = .deleted
    }
  }

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .heading: ("Wat er gebeurde met wat jij schreef:", "What became of what you wrote:"),
    .combined: (
      "Wat jij schreef bij {field} van '{title}', is samengevoegd met wat {others} "
        + "{othersCount|schreef|schreven}: zie 'schakel show {id}'.",
      "What you wrote for {field} of '{title}' was combined with what {others} "
        + "{othersCount|wrote|wrote}: see 'schakel show {id}'."
    ),
    .settled: (
      "{by} koos bij {field} van '{title}' een andere versie dan die van jou.",
      "{by} chose another version than yours for {field} of '{title}'."
    ),
    .gaveWay: (
      "Bij {field} van '{title}' is nu te zien wat {by} tegelijk schreef. Jouw versie is er nog: "
        + "zie 'schakel show {id}'.",
      "For {field} of '{title}', what {by} wrote at the same time is shown now. Your version is "
        + "still there: see 'schakel show {id}'."
    ),
    .replaced: (
      "Bij {field} van '{title}' staat nu iets anders dan wat jij schreef, van {by}: zie 'schakel "
        + "history {id} --fetch'.",
      "For {field} of '{title}' there is now something else than what you wrote, by {by}: see "
        + "'schakel history {id} --fetch'."
    ),
    .deleted: (
      "{by} verwijderde '{title}', waarin jij nog schreef. Terughalen kan met 'schakel restore "
        + "{id}'.",
      "{by} deleted '{title}', in which you were still writing. Bring it back with 'schakel "
        + "restore {id}'."
    ),
    .reason: ("Reden: {reason}", "Reason: {reason}"),
  ]
}
