import SchakelCore

// How often it happened, and how it ended.
extension AuditPage {
  func writeFigures(to markup: inout Markup) {
    let tally = contents.counts
    markup.element("p", text: words(.summary, tally.arguments))
    markup.element(
      "p",
      text: tally.median.map { words(.median, ["time": .text(dates.duration($0))]) }
        ?? words(.noMedian))
    let spaces = contents.spaces.map { ($0.space.name, AuditTally($0.records)) }
    markup.table(
      "by-space", caption: words(.bySpace), head: head(.space), rows: spaces.map(row))
    markup.table(
      "by-field", caption: words(.byField), head: head(.field), rows: byField.map(row))
    writeOthers(to: &markup)
  }

  private func head(_ first: AuditPagePhrase) -> [String] {
    [first, .countFound, .countRule, .countPeople, .countOpen, .countMedian].map { words($0) }
  }

  private func row(_ entry: (String, AuditTally)) -> [String] {
    let tally = entry.1
    return [entry.0]
      + [tally.found, tally.byRule, tally.byPeople, tally.open].map(language.number)
      + [tally.median.map(dates.duration) ?? words(.none)]
  }

  /// In the order of the fields' names.
  private var byField: [(String, AuditTally)] {
    var tallies: [Name: AuditTally] = [:]
    for record in contents.spaces.flatMap(\.records) {
      tallies[record.field, default: AuditTally()].add(record)
    }
    return tallies.keys.sorted().map { (labels.auditField($0), tallies[$0] ?? AuditTally()) }
  }

  private func writeOthers(to markup: inout Markup) {
    let refused = contents.spaces.reduce(0) { $0 + $1.counts.voids }
    markup.element("p", text: words(.refusals, ["count": .count(Int(clamping: refused))]))
    let erasures = contents.spaces.flatMap { space in
      space.erasures.map { [dates.moment($0.time), space.space.name] + cells($0) }
    }
    if erasures.isEmpty {
      markup.element("p", text: words(.noErasures))
    } else {
      markup.table(
        "erasures", caption: words(.erasures),
        head: [.when, .space, .changes, .askedBy, .decidedBy, .ground].map { words($0) },
        rows: erasures)
    }
    writeRoles(to: &markup)
    writeDecisions(to: &markup)
    writeCopies(to: &markup)
    writeReadings(to: &markup)
  }

  /// Who got which role, and who gave it.
  private func writeRoles(to markup: inout Markup) {
    let sentences = AuditWords(names: names, dates: dates.moment)
    let rows = contents.spaces.flatMap { space in
      space.roles.map { member in
        [
          dates.moment(member.time), space.space.name, names.name(member.person),
          labels.role(member.role), sentences.giver(of: member),
        ]
      }
    }
    guard !rows.isEmpty else { return }
    markup.table(
      "roles", caption: words(.roles),
      head: [.when, .space, .roleOf, .role, .givenBy].map { words($0) }, rows: rows)
  }

  /// Devices taken out of use, held changes let go, a region opened: where there are any.
  private func writeDecisions(to markup: inout Markup) {
    let sentences = AuditWords(names: names, dates: dates.moment)
    let rows = contents.spaces.flatMap { space in
      AuditDecision.all(
        space.withdrawals, space.dismissals, space.openings, devices: space.devices, sentences
      ).map { decision in
        [dates.moment(decision.time), space.space.name, decision.what, decision.decider]
      }
    }
    guard !rows.isEmpty else { return }
    markup.table(
      "decisions", caption: words(.decisions),
      head: [.when, .space, .what, .decidedBy].map { words($0) }, rows: rows)
  }

  /// The copies of devices that somebody let go on, where there are any.
  private func writeCopies(to markup: inout Markup) {
    let sentences = AuditWords(names: names, dates: dates.moment)
    let copies = contents.spaces.flatMap { space in
      space.admissions.map { admission in
        [
          dates.moment(admission.time), space.space.name,
          sentences.device(of: admission, space.devices), sentences.decider(of: admission),
        ]
      }
    }
    guard !copies.isEmpty else { return }
    markup.table(
      "copies", caption: words(.copies),
      head: [.when, .space, .byDevice, .decidedBy].map { words($0) }, rows: copies)
  }

  private func cells(_ erasure: LogEntry.Erasure) -> [String] {
    [
      language.number(erasure.parts.reduce(0) { $0 + $1.dots.count }),
      erasure.requestedBy.map(names.name) ?? language(AuditPhrase.somebodyElse),
      names.name(erasure.approvedBy), String(erasure.ground.text.prefix(16)),
    ]
  }

  /// Of each person how often, and when last: a list of all would be longer than the report.
  private func writeReadings(to markup: inout Markup) {
    var rows: [[String]] = []
    for space in contents.spaces {
      var readers: [PersonID?] = []
      for reading in space.readings where !readers.contains(reading.reader) {
        readers.append(reading.reader)
      }
      for reader in readers {
        let own = space.readings.filter { $0.reader == reader }
        rows.append([
          names.name(reader), space.space.name, language.number(own.count),
          own.last.map { dates.moment($0.time) } ?? "",
        ])
      }
    }
    guard !rows.isEmpty else {
      return markup.element("p", text: words(.noReadings))
    }
    markup.table(
      "readings", caption: words(.readings),
      head: [.reader, .space, .times, .lastTime].map { words($0) }, rows: rows)
  }
}
