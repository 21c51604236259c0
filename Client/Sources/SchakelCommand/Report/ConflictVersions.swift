import SchakelCore
import SchakelStore

/// The versions of a field that awaits a choice, beside each other: each with its number, who wrote it
/// and when, what that person had not seen, and what it says, with the words marked that differ.
struct ConflictVersions {
  let context: CommandContext
  let document: Document
  let history: DocumentHistory
  /// The person with the device.
  let me: Author?

  func lines(of field: DocumentField) -> [String] {
    let head = context.prose(
      ShowPhrase.versions,
      ["field": .text(context.labels.field(field.name)), "count": .count(field.versions.count)])
    let columns = Columns(of: field.versions.count, on: context.terminal)
    let marks = marks(of: field)
    let blocks = field.versions.indices.map { place in
      Columns.Block(
        head: heading(of: place, in: field, columns.width),
        body: text(of: field.versions[place], field.name, marks.ranges[place], columns.width))
    }
    return head.map { Style.attention.applied(to: $0, on: context.terminal) }
      + columns.lines(blocks, on: context.terminal) + [""] + legend(marks, field)
  }

  // MARK: The words

  /// What is marked in each version.
  private struct Marks {
    var ranges: [[Range<Int>]]
    /// What all go back to, where they are compared with that.
    var ancestor: String?
  }

  /// Two versions are compared with each other; more with what they go back to, or else with the first.
  private func marks(of field: DocumentField) -> Marks {
    let none = Marks(ranges: field.versions.map { _ in [] })
    guard isText(field) else { return none }
    let texts = field.versions.map { Array(($0.value?.text ?? "").utf8) }
    guard texts.count > 2 else {
      let comparison = TextComparison(old: texts[0], new: texts[texts.count - 1])
      return Marks(ranges: [comparison.removed, comparison.added])
    }
    let ancestor = history.commonAncestor(of: field.versions, in: field.name)?.text
    let base = ancestor.map { Array($0.utf8) } ?? texts[0]
    return Marks(
      ranges: texts.map { TextComparison(old: base, new: $0).added }, ancestor: ancestor)
  }

  /// Words are compared in texts that people wrote, not in choices or dates.
  private func isText(_ field: DocumentField) -> Bool {
    switch Kind.named(document.kind)?.field(field.name)?.shape {
    case .line, .prose, nil: field.versions.count > 1
    default: false
    }
  }

  private func text(
    of version: FieldVersion, _ field: Name, _ ranges: [Range<Int>], _ width: Int
  ) -> [LaidOutLine] {
    guard let value = version.value, !value.isNull else {
      let phrase: ShowPhrase = version.value == nil ? .erased : .emptied
      return [LaidOutLine("(\(context.language(phrase)))", .faint, on: context.terminal)]
    }
    let definition = Kind.named(document.kind)?.field(field)
    let text = context.labels.value(value, of: definition, context.dates)
    return MarkedLines(text, marked: ranges).lines(width: width, on: context.terminal)
  }

  private func legend(_ marks: Marks, _ field: DocumentField) -> [String] {
    var lines: [String] = []
    if let ancestor = marks.ancestor {
      lines += context.prose(ShowPhrase.before, ["value": .text(ancestor)])
    }
    if marks.ranges.contains(where: { !$0.isEmpty }) {
      lines += context.prose(
        context.terminal.hasColour ? ShowPhrase.underlined : .bracketed)
    }
    let arguments: [String: Template.Argument] = [
      "id": .text(ShortID.text(of: document.id)), "field": .text(field.name.text),
    ]
    return (lines + context.prose(ShowPhrase.choose, arguments))
      .map { Style.faint.applied(to: $0, on: context.terminal) }
  }
}
