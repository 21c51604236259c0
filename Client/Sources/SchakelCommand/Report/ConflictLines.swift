import SchakelCore
import SchakelStore

/// Versions that people wrote at the same time, below each other, each with who and when.
struct ConflictLines {
  let context: CommandContext

  func lines(of field: DocumentField, in document: Document) -> [String] {
    let definition = Kind.named(document.kind)?.field(field.name)
    let head = context.prose(
      ShowPhrase.versions,
      [
        "field": .text(context.labels.field(field.name)), "count": .count(field.versions.count),
      ])
    return head.map { Style.attention.applied(to: $0, on: context.terminal) }
      + field.versions.enumerated().flatMap { place, version in
        lines(of: version, number: place + 1, definition)
      }
  }

  private func lines(
    of version: FieldVersion, number: Int, _ field: FieldDefinition?
  ) -> [String] {
    let text =
      version.value.map { context.labels.value($0, of: field, context.dates) }
      ?? context.language(ShowPhrase.erased)
    let mark = "  \(number). "
    let margin = String(repeating: " ", count: mark.count)
    let wrapped = Wrapping.lines(SafeText.lines(text), width: context.terminal.width - mark.count)
    let who = SafeText.line(name(version.author)) + ", " + context.dates.moment(version.time)
    return wrapped.enumerated().map { ($0 == 0 ? mark : margin) + $1 }
      + [margin + Style.faint.applied(to: who, on: context.terminal)]
  }

  /// Says who deleted what others still wrote in; nothing where that did not happen.
  func deletion(of document: Document) -> [String] {
    guard document.lifecycle == .contested, let deletion = document.deletions.first
    else { return [] }
    return context.prose(
      ShowPhrase.deletedMeanwhile, ["name": .text(SafeText.line(name(deletion.author)))]
    ).map { Style.attention.applied(to: $0, on: context.terminal) }
  }

  private func name(_ author: Author) -> String {
    author.shownName ?? context.language(ShowPhrase.unknownPerson)
  }
}
