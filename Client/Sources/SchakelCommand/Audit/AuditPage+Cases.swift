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

  func words(of written: AuditStory.Written) -> String {
    switch written {
    case .text(let text): text
    case .note(let note): note
    case .erased: words(.wasErased)
    case .missing: words(.isMissing)
    }
  }
}
