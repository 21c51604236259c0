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

  // MARK: Who and when

  private func heading(
    of place: Int, in field: DocumentField, _ width: Int
  ) -> [LaidOutLine] {
    let version = field.versions[place]
    let name = People([version.author], me: me, context.language).beginning
    let facts = times(of: version) + origin(of: version, field.name) + unseen(place, field)
    let lines = { (text: String, style: Style) in
      Wrapping.lines(SafeText.line(text), width: width).map {
        LaidOutLine($0, style, on: context.terminal)
      }
    }
    return lines("\(place + 1). \(name)", .strong) + facts.flatMap { lines($0.text, $0.style) }
  }

  private typealias Fact = (text: String, style: Style)

  private func times(of version: FieldVersion) -> [Fact] {
    let device = context.language(
      ShowPhrase.byDevice, ["time": .text(context.dates.moment(version.time))])
    guard let received = version.received else {
      let isMine = version.author.person == me?.person && document.state == .onThisDevice
      return [
        (device, .faint), (context.language(isMine ? ShowPhrase.notSent : .unknownReceipt), .faint),
      ]
    }
    let region = context.language(
      ShowPhrase.atRegion, ["time": .text(context.dates.moment(received))])
    guard version.time > received + Self.tolerance else {
      return [(device, .faint), (region, .faint)]
    }
    let ahead = context.language(
      ShowPhrase.clockAhead, ["span": .text(context.dates.span(version.time - received))])
    return [(device, .faint), (region, .faint), (ahead, .attention)]
  }

  /// Clocks that are ahead by less are as good as right.
  private static let tolerance: UInt64 = 60_000

  /// How the version came to be, where it is no ordinary edit, and after which choice it was written.
  private func origin(of version: FieldVersion, _ field: Name) -> [Fact] {
    var facts: [Fact] = []
    if let item = history.item(of: version), let phrase = phrase(of: item) {
      facts.append(
        (
          context.language(
            phrase,
            [
              "name": .text(People([item.author], me: me, context.language).text),
              "reason": .text(item.reason ?? ""),
            ]), .faint
        ))
    }
    if let choice = history.settlements(before: version, in: field).first {
      facts.append((after(choice, field), .faint))
    }
    return facts
  }

  private func phrase(of item: HistoryItem) -> ShowPhrase? {
    let isMine = item.author.person == me?.person
    switch item.purpose {
    case .resolution where item.rule != nil: return .putTogether
    case .resolution: return isMine ? .chosenByYou : .chosenBy
    case .undo: return isMine ? .broughtBackByYou : .broughtBack
    case .edit, .release: return nil
    }
  }

  private func after(_ choice: HistoryItem, _ field: Name) -> String {
    let definition = Kind.named(document.kind)?.field(field)
    let values = choice.steps.first { $0.field == field }?.values ?? []
    let text = values.filter { !$0.isNull }
      .map { context.labels.value($0, of: definition, context.dates) }.joined(separator: ", ")
    let isMine = choice.author.person == me?.person
    return context.language(
      isMine ? ShowPhrase.afterYourChoice : .afterChoice,
      [
        "name": .text(People([choice.author], me: me, context.language).text),
        "value": .text(
          text.isEmpty
            ? "(\(context.language(ShowPhrase.emptied)))"
            : Wrapping.truncated(SafeText.line(text), to: Self.quoted)),
      ])
  }

  /// So many cells of a choice are said again.
  private static let quoted = 40

  /// What the writer had not seen. All versions were written apart; else one would have taken the
  /// place of the other.
  private func unseen(_ place: Int, _ field: DocumentField) -> [Fact] {
    let version = field.versions[place]
    let others = field.versions.indices.filter { other in
      other != place && field.versions[other].dot != version.dot
        || other != place && version.origin != nil
    }
    guard let first = others.first else { return [] }
    let who = actor(of: version)
    let name = Template.Argument.text(People([who], me: me, context.language).beginning)
    guard others.count == 1 else {
      return [(context.language(ShowPhrase.unseenOthers, ["name": name]), .faint)]
    }
    let other = field.versions[first]
    let writer = actor(of: other)
    guard writer.person != who.person else {
      return [(context.language(ShowPhrase.unseenOwn), .faint)]
    }
    let isMine = writer.person == me?.person
    let phrase: ShowPhrase =
      isChoice(other)
      ? isMine ? .unseenYourChoice : .unseenChoice : isMine ? .unseenYours : .unseen
    let whose = writer.shownName ?? context.language(PeoplePhrase.somebodyElse)
    return [(context.language(phrase, ["name": name, "other": .text(whose)]), .faint)]
  }

  private func isChoice(_ version: FieldVersion) -> Bool {
    history.item(of: version)?.purpose == .resolution
  }

  /// Who did what brought the version: of a choice whoever chose, else the first writer.
  private func actor(of version: FieldVersion) -> Author {
    guard let item = history.item(of: version), item.purpose == .resolution else {
      return version.author
    }
    return item.author
  }
}
