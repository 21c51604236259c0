import SchakelCore
import SchakelStore

// Who wrote a version and when, and what that person had not seen.
extension ConflictVersions {
  func heading(
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
    case .edit, .release, .recovery: return nil
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
