import SchakelCore

extension AuditVerifyReport {
  /// So many readings of the audit are listed, the last ones, and so many roles.
  private static let readings = 10

  func lines(in context: CommandContext) -> [String] {
    switch verdict {
    case .holds(let report):
      let heading = holds ? AuditPhrase.holds : .holdsOtherwise
      return styled(heading, holds ? .good : .bad, context) + facts(report, context)
        + [""] + context.prose(keyPhrase(report)) + compared(context)
        + report.spaces.flatMap { lines(of: $0, report, context) }
    case .fails(let fault):
      return styled(AuditPhrase.fails, .bad, context)
        + AuditFaultWords(fault: fault, context: context).lines
    }
  }

  private func styled(
    _ phrase: AuditPhrase, _ style: Style, _ context: CommandContext
  ) -> [String] {
    context.prose(phrase).map { style.applied(to: $0, on: context.terminal) }
  }

  private func names(_ report: AuditReport, _ context: CommandContext) -> AuditNames {
    AuditNames(
      report.people, devices: report.spaces.flatMap { $0.devices.values },
      regionKey: report.header.publicKey, in: context.language)
  }

  private func facts(_ report: AuditReport, _ context: CommandContext) -> [String] {
    var facts = Facts()
    facts.add(
      context.language(AuditPhrase.made),
      context.language(
        AuditPhrase.madeFor,
        [
          "time": .text(context.dates.moment(report.header.time)),
          "name": .text(names(report, context).name(report.header.reader)),
        ]))
    facts.add(
      context.language(AuditPhrase.regionKey), RegionKeyOption.shown(report.header.publicKey))
    return facts.lines(on: context.terminal)
  }

  private func keyPhrase(_ report: AuditReport) -> AuditPhrase {
    switch source {
    case .given: .keyGiven
    case .home: .keyHome
    case .file: .keyFile
    }
  }

  private func compared(_ context: CommandContext) -> [String] {
    (comparison?.sentences(in: context.language) ?? []).flatMap {
      Wrapping.lines($0, width: context.terminal.width)
    }
  }

  private func lines(
    of space: AuditReport.Space, _ report: AuditReport, _ context: CommandContext
  ) -> [String] {
    let counts = space.counts
    let tally = AuditTally(space.records)
    func words(_ phrase: AuditPhrase, _ numbers: [String: UInt64]) -> String {
      context.language(phrase, numbers.mapValues { .count(Int(clamping: $0)) })
    }
    var facts = Facts()
    facts.add(
      context.language(AuditPhrase.log),
      words(
        .logCounts,
        ["entries": counts.entries, "changes": counts.changes, "documents": space.documents]))
    facts.add(
      context.language(AuditPhrase.signatures),
      words(.signatureCounts, ["seals": counts.seals, "checkpoints": counts.checkpoints]))
    facts.add(
      context.language(AuditPhrase.conflicts),
      context.language(AuditPhrase.conflictCounts, tally.arguments))
    if counts.combined > 0 {
      facts.add(
        context.language(AuditPhrase.combined), words(.combinedCount, ["count": counts.combined]))
    }
    if counts.unproven > 0 {
      facts.add(
        context.language(AuditPhrase.unproven), words(.unprovenCount, ["count": counts.unproven]))
    }
    if counts.recovered > 0 {
      facts.add(
        context.language(AuditPhrase.recovered),
        words(.recoveredCount, ["count": counts.recovered]))
    }
    facts.add(
      context.language(AuditPhrase.refused), words(.refusedCount, ["count": counts.voids]))
    if counts.epochs > 0 {
      facts.add(
        context.language(AuditPhrase.restarts), words(.restartCount, ["count": counts.epochs]))
    }
    add(space, names(report, context), to: &facts, context)
    let name = Wrapping.lines(SafeText.line(space.space.name), width: context.terminal.width)
    return [""] + name.map { Style.strong.applied(to: $0, on: context.terminal) }
      + facts.lines(on: context.terminal)
  }

  private func add(
    _ space: AuditReport.Space, _ names: AuditNames, to facts: inout Facts,
    _ context: CommandContext
  ) {
    add(space.roles, names, to: &facts, context)
    addDecisions(of: space, names, to: &facts, context)
    let copies = space.admissions.map {
      AuditWords(names: names, dates: context.dates.moment).admission($0, space.devices)
    }
    if !copies.isEmpty {
      facts.add(context.language(AuditPhrase.copies), copies.joined(separator: "\n"))
    }
    let erasures = space.erasures.map {
      AuditWords(names: names, dates: context.dates.moment).erasure($0)
    }
    facts.add(
      context.language(AuditPhrase.erased),
      erasures.isEmpty ? context.language(AuditPhrase.nothing) : erasures.joined(separator: "\n"))
    var readings = space.readings.suffix(Self.readings).map {
      AuditWords(names: names, dates: context.dates.moment).reading($0)
    }
    let earlier = space.readings.count - readings.count
    if earlier > 0 {
      readings.insert(
        context.language(AuditPhrase.earlierReadings, ["count": .count(earlier)]), at: 0)
    }
    facts.add(
      context.language(AuditPhrase.read),
      readings.isEmpty ? context.language(AuditPhrase.nobody) : readings.joined(separator: "\n"))
  }
}

extension AuditVerifyReport {
  private func add(
    _ roles: [LogEntry.Member], _ names: AuditNames, to facts: inout Facts,
    _ context: CommandContext
  ) {
    guard !roles.isEmpty else { return }
    let words = AuditWords(names: names, dates: context.dates.moment)
    var lines = roles.suffix(Self.readings).map { words.role($0) }
    if roles.count > lines.count {
      lines.insert(
        context.language(
          AuditPhrase.earlierRoles, ["count": .count(roles.count - lines.count)]), at: 0)
    }
    facts.add(context.language(AuditPhrase.roles), lines.joined(separator: "\n"))
  }
}

extension AuditVerifyReport {
  private func addDecisions(
    of space: AuditReport.Space, _ names: AuditNames, to facts: inout Facts,
    _ context: CommandContext
  ) {
    let words = AuditWords(names: names, dates: context.dates.moment)
    let decisions = AuditDecision.all(
      space.withdrawals, space.dismissals, space.openings, devices: space.devices, words)
    guard !decisions.isEmpty else { return }
    let lines = decisions.map { decision in
      context.language(
        AuditPhrase.decision,
        [
          "time": .text(context.dates.moment(decision.time)), "what": .text(decision.what),
          "decider": .text(decision.decider),
        ])
    }
    facts.add(context.language(AuditPhrase.decisions), lines.joined(separator: "\n"))
  }
}

extension AuditTally {
  /// For a sentence with all four figures.
  var arguments: [String: Template.Argument] {
    [
      "found": .count(found), "rule": .count(byRule), "people": .count(byPeople),
      "open": .count(open),
    ]
  }
}
