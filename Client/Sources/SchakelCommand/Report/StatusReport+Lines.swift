import SchakelCore
import SchakelStore

extension StatusReport {
  func lines(in context: CommandContext) -> [String] {
    [heading(context)] + facts(context).lines(on: context.terminal) + spaces(context)
      + proof(context) + checked(context) + attention(context) + told(context)
      + TrayLines(context: context).lines(of: status.tray)
  }

  /// The one sentence that counts.
  private func heading(_ context: CommandContext) -> String {
    let phrase: StatusPhrase
    let style: Style
    if credential == nil {
      (phrase, style) = (.notEnrolled, .attention)
    } else if status.isSynchronised {
      (phrase, style) = (.synchronised, .good)
    } else {
      (phrase, style) = (status.waiting > 0 ? .waiting : .notSynchronised, .attention)
    }
    let text = context.language(phrase, ["count": .count(status.waiting)])
    return style.applied(to: text, on: context.terminal)
  }

  private func facts(_ context: CommandContext) -> Facts {
    var facts = Facts()
    if let credential {
      let owner = status.owner?.shownName ?? status.owner?.person.text ?? ""
      facts.add(
        context.language(StatusPhrase.region), "\(credential.regionName) (\(credential.server))")
      facts.add(context.language(StatusPhrase.device), "\(credential.deviceName), \(owner)")
      let last = status.synchronisedAt.map { context.dates.moment($0) }
      facts.add(
        context.language(StatusPhrase.last), last ?? context.language(StatusPhrase.never))
    }
    let counts = ItemState.allCases.filter { status.counts[$0] > 0 }.map { state in
      "\(context.language.number(status.counts[state])) \(context.language(state.phrase))"
    }
    facts.add(
      context.language(StatusPhrase.contributions),
      counts.isEmpty ? context.language(StatusPhrase.none) : counts.joined(separator: ", "))
    return facts
  }

  private func spaces(_ context: CommandContext) -> [String] {
    guard !status.spaces.isEmpty else { return [] }
    var table = Table([
      .init(context.language(StatusPhrase.space), shrinksTo: 12),
      .init(context.language(StatusPhrase.role), rank: 1),
      .init(context.language(StatusPhrase.contributions), rank: 2),
      .init(context.language(ListPhrase.state)),
    ])
    for space in status.spaces {
      table.add([
        .init(space.name), .init(context.labels.role(space.role)),
        .init(context.language.number(space.documents)), state(of: space, context),
      ])
    }
    return [""] + table.lines(on: context.terminal)
  }

  private func state(of space: ReplicaStatus.Space, _ context: CommandContext) -> Table.Cell {
    if space.left != nil {
      let count = space.stranded
      return .init(
        context.language(count > 0 ? StatusPhrase.spaceKept : .spaceLeft, ["count": .count(count)]),
        .attention)
    }
    if space.isSynchronised { return .init(context.language(StatePhrase.synchronised), .good) }
    let phrase: StatusPhrase = space.waiting > 0 ? .spaceWaiting : .spaceBehind
    return .init(context.language(phrase, ["count": .count(space.waiting)]), .attention)
  }

  /// What others who hold the same show too.
  private func proof(_ context: CommandContext) -> [String] {
    guard !fingerprints.isEmpty else { return [] }
    var facts = Facts()
    for space in status.spaces { facts.add(space.name, fingerprints[space.id]?.text ?? "") }
    return [""] + context.prose(StatusPhrase.fingerprints) + facts.lines(on: context.terminal)
  }

  private func checked(_ context: CommandContext) -> [String] {
    guard let check else { return [] }
    let (phrase, style): (StatusPhrase, Style) =
      check == .sound ? (.sound, .good) : (.damaged, .bad)
    return [""] + context.prose(phrase).map { style.applied(to: $0, on: context.terminal) }
  }

  /// What needs a person, or another device.
  private func attention(_ context: CommandContext) -> [String] {
    var lines: [String] = []
    let add = { (phrase: StatusPhrase, count: Int, lines: inout [String]) in
      if count > 0 { lines += context.prose(phrase, ["count": .count(count)]) }
    }
    if status.stranded > 0 {
      lines += context.prose(SyncPhrase.stranded, ["count": .count(status.stranded)])
    }
    if status.unsendable > 0 {
      lines += context.prose(SyncPhrase.unsendable, ["count": .count(status.unsendable)])
    }
    lines += unadmitted(context)
    if status.held > 0 {
      lines += context.prose(SyncPhrase.held, ["count": .count(status.held)])
    }
    add(.conflicts, status.ownConflicts, &lines)
    add(.otherConflicts, status.conflicts - status.ownConflicts, &lines)
    add(.waitingForOthers, status.waitingForOthers, &lines)
    add(.forks, status.forks.count, &lines)
    lines += past(context)
    add(.refusedCheckpoints, status.refusedCheckpoints, &lines)
    return lines.isEmpty ? [] : [""] + lines
  }

  /// What a coordinator has to agree to.
  private func unadmitted(_ context: CommandContext) -> [String] {
    var lines: [String] = []
    if status.isUnadmitted {
      lines += context.prose(
        status.waiting > 0 ? SyncPhrase.unadmitted : .unadmittedYet,
        ["count": .count(status.waiting)])
    }
    if status.unadmitted > 0 {
      lines += context.prose(
        SyncPhrase.unadmittedOthers, ["count": .count(status.unadmitted)])
    }
    return lines
  }

  /// Where the region's past became another, and when that was last noticed: a region that is put
  /// back does so in all groups at once, so that their number says little.
  private func past(_ context: CommandContext) -> [String] {
    guard let last = pastChanges.map(\.noticed).max() else { return [] }
    let groups = status.spaces.filter { space in pastChanges.contains { $0.space == space.id } }
    return context.prose(
      StatusPhrase.pastChanges,
      [
        "groups": .text(People.joined(groups.map { SafeText.line($0.name) }, context.language)),
        "time": .text(context.dates.moment(last)),
      ])
  }

  /// What became of what the person wrote, and was not shown before.
  private func told(_ context: CommandContext) -> [String] {
    let lines = NoticeLines(context: context, me: status.owner).lines(
      of: notices.filter(\.isNew))
    return lines.isEmpty ? [] : [""] + lines
  }
}
