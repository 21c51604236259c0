import SchakelCore

// The versions of a case side by side, and who knew what when.
extension AuditPage {
  func writeVersions(_ story: AuditStory, to markup: inout Markup) {
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

  func writeDrawing(_ story: AuditStory, id: String, to markup: inout Markup) {
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
}
