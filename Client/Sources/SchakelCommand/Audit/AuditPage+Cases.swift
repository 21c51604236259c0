import SchakelCore

// What happened, case by case.
extension AuditPage {
  func writeConflicts(to markup: inout Markup) {
    if cases.conflicts.count + cases.omittedConflicts == 0 {
      markup.element("p", text: words(.noConflicts))
    }
    for (place, each) in cases.conflicts.enumerated() {
      write(each, number: place + 1, to: &markup)
    }
    if cases.omittedConflicts > 0 {
      markup.element(
        "p", ["class": "state"],
        text: words(.omittedConflicts, ["count": .count(cases.omittedConflicts)]))
    }
  }

  func title(of each: AuditCases.Case) -> String {
    let title = traces.titles[each.place] ?? ""
    return title.isEmpty ? language(AddingPhrase.untitled) : SafeText.line(title)
  }

  private func write(_ each: AuditCases.Case, number: Int, to markup: inout Markup) {
    let record = each.record
    let story = AuditStory(
      record: record, trace: traces.traces[each.place] ?? DocumentTrace(), names: names,
      labels: labels, dates: dates)
    let id = "case-\(number)"
    markup.element("section", ["id": id, "aria-labelledby": "\(id)-title"]) { section in
      section.element(
        "h3", ["id": "\(id)-title", "dir": "auto"],
        text: "\(number). \(title(of: each)): \(story.field)")
      section.element("p") { $0.element("span", ["class": "state"], text: state(record)) }
      section.element(
        "p", ["class": "muted"],
        text: words(
          .whichCase,
          [
            "space": .text(each.space.name), "document": .text(record.document.text),
            "record": .text(record.id.text),
          ]))
      section.element("h4", text: words(.events))
      writeEvents(story, to: &section)
      section.element("h4", text: words(.versions))
      writeVersions(story, to: &section)
      section.element("h4", text: words(.whoKnew))
      writeDrawing(story, id: id, to: &section)
    }
  }

  private func state(_ record: ConflictRecord) -> String {
    switch AuditOutcome(record) {
    case .open: return words(.stateOpen)
    case .rule: return words(.stateRule)
    case .people:
      let time = record.settlingTime.map(dates.duration) ?? ""
      return words(
        .statePeople, ["name": .text(names.name(record.ending?.author)), "time": .text(time)])
    }
  }

  private func writeEvents(_ story: AuditStory, to markup: inout Markup) {
    markup.element("ol") { list in
      for event in story.record.events {
        list.element("li", ["dir": "auto"]) { item in
          item.element(
            "time", ["datetime": dates.machine(event.time)], text: dates.moment(event.time))
          item.write(": " + story.sentence(event))
          guard event.kind == .settled else { return }
          item.element("blockquote", ["dir": "auto"]) { quote in
            quote.write(words(of: story.written(by: event.dot)))
          }
        }
      }
    }
  }

  private func words(of written: AuditStory.Written) -> String {
    switch written {
    case .text(let text): text
    case .note(let note): note
    case .erased: words(.wasErased)
    case .missing: words(.isMissing)
    }
  }

  // MARK: Versions

  private func writeVersions(_ story: AuditStory, to markup: inout Markup) {
    let pieces = story.pieces()
    markup.element("div", ["class": "versions"]) { grid in
      for (place, version) in story.record.versions.enumerated() {
        grid.element("div", ["class": "version"]) { box in
          box.element("p") {
            $0.element(
              "strong",
              text: words(
                .version,
                [
                  "letter": .text(KnowledgeDrawing.letter(place)),
                  "name": .text(names.name(version.author)),
                ]))
          }
          write(pieces[place], else: story.written(by: version.dot), to: &box)
          writeFacts(version, story, to: &box)
        }
      }
    }
  }

  /// The text with what is not in all versions marked, by brackets too.
  private func write(
    _ pieces: [AuditStory.Piece]?, else written: AuditStory.Written, to markup: inout Markup
  ) {
    guard let pieces else {
      let style = written == .erased ? "state" : "muted"
      return markup.element("p", ["class": style], text: words(of: written))
    }
    markup.element("blockquote", ["dir": "auto"]) { quote in
      for piece in pieces {
        if piece.isShared {
          quote.write(piece.text)
        } else {
          quote.element("mark", text: "[[" + piece.text + "]]")
        }
      }
    }
  }

  private func writeFacts(
    _ version: ConflictRecord.Version, _ story: AuditStory, to markup: inout Markup
  ) {
    let device = names.device(version.dot.writer.replica, of: version.author)
    let erased = story.record.events.first { $0.kind == .erased && $0.dot == version.dot }
    markup.element("dl") { list in
      func fact(_ name: AuditPagePhrase, _ value: String) {
        list.element("dt", text: words(name))
        list.element("dd", ["dir": "auto"], text: value)
      }
      fact(.byDevice, device)
      fact(.writtenAt, dates.moment(version.time.milliseconds))
      fact(.receivedAt, dates.moment(version.received))
      fact(.hadSeen, seen(version, story))
      if let erased { fact(.erasedAt, dates.moment(erased.time)) }
    }
  }

  /// What its writer had seen of the document, by who wrote it.
  private func seen(_ version: ConflictRecord.Version, _ story: AuditStory) -> String {
    let steps = story.trace.steps.filter { version.context.covers($0.dot) }
    var authors: [PersonID] = []
    for step in steps where !authors.contains(step.change.header.author) {
      authors.append(step.change.header.author)
    }
    guard !authors.isEmpty else {
      return words(version.context.isEmpty ? .hadSeenNothing : .isMissing)
    }
    return authors.map { author in
      let count = steps.filter { $0.change.header.author == author }.count
      return words(
        .seenOf, ["name": .text(names.name(author)), "count": .count(count)])
    }.joined(separator: "; ")
  }

  // MARK: Who knew what

  private func writeDrawing(_ story: AuditStory, id: String, to markup: inout Markup) {
    let drawing = KnowledgeDrawing(story)
    guard !drawing.steps.isEmpty else {
      return markup.element("p", text: words(.isMissing))
    }
    if drawing.omitted > 0 {
      markup.element(
        "p", text: words(.omittedChanges, ["count": .count(drawing.omitted)]))
    }
    markup.element(
      "div",
      [
        "class": "scroll", "role": "group", "tabindex": "0",
        "aria-labelledby": "\(id)-drawing-title",
      ]
    ) { drawing.write(to: &$0, id: "\(id)-drawing") }
    markup.table(
      "\(id)-changes", caption: words(.changesTable), head: drawing.head, rows: drawing.rows)
  }

  // MARK: What settled itself

  func writeParallelEdits(to markup: inout Markup) {
    guard cases.parallelEdits.count + cases.omittedParallelEdits > 0 else {
      return markup.element("p", text: words(.noParallel))
    }
    markup.element("p", text: words(.parallelAbout))
    markup.table(
      "parallel-edits", caption: words(.parallelTable),
      head: [.contribution, .space, .field, .foundAt, .authors, .how].map { words($0) },
      rows: cases.parallelEdits.map { each in
        [
          title(of: each), each.space.name, labels.auditField(each.record.field),
          dates.moment(each.record.found.time),
          names.list(each.record.versions.map(\.author)), how(each.record),
        ]
      })
    if cases.omittedParallelEdits > 0 {
      markup.element(
        "p", ["class": "state"],
        text: words(.omittedParallel, ["count": .count(cases.omittedParallelEdits)]))
    }
  }

  private func how(_ record: ConflictRecord) -> String {
    if let rule = record.settlingRule { return words(.byRule, ["rule": .text(rule.text)]) }
    if !record.isOpen { return words(.writtenOver) }
    switch record.policy {
    case .latest: return words(.byLatest)
    case .strictest: return words(.byStrictest)
    case .union: return words(.byUnion)
    case .perPerson: return words(.byPerson)
    case .keepAll, .text: return words(.bySame)
    }
  }
}
