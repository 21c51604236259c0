import SchakelCore

// The drawing itself.
extension KnowledgeDrawing {
  private static let left = 40
  private static let laneWidth = 150
  private static let top = 60
  private static let rowHeight = 44

  private var width: Int { Self.left + max(1, lanes.count) * Self.laneWidth }
  private var height: Int { Self.top + steps.count * Self.rowHeight }

  private func x(_ place: Int) -> Int {
    let lane = lanes.firstIndex(of: steps[place].dot.writer.replica) ?? 0
    return Self.left + lane * Self.laneWidth
  }

  private func y(_ place: Int) -> Int { Self.top + place * Self.rowHeight + Self.rowHeight / 2 }

  func write(to markup: inout Markup, id: String) {
    let attributes: Markup.Attributes = [
      "role": "img", "aria-labelledby": "\(id)-title \(id)-desc",
      "viewBox": "0 0 \(width) \(height)", "width": "\(width)", "height": "\(height)",
    ]
    markup.element("svg", attributes) { svg in
      svg.element("title", ["id": "\(id)-title"], text: story.language(AuditPagePhrase.whoKnew))
      svg.element("desc", ["id": "\(id)-desc"], text: summary)
      for place in lanes.indices { lane(place, &svg) }
      apart(&svg)
      for place in steps.indices {
        for other in known[place] { arrow(from: other, to: place, &svg) }
      }
      for place in steps.indices { point(place, &svg) }
    }
  }

  private var summary: String {
    story.language(
      AuditPagePhrase.drawingSummary,
      [
        "devices": .count(lanes.count), "changes": .count(steps.count),
        "versions": .count(story.record.versions.count),
      ])
  }

  private func lane(_ place: Int, _ svg: inout Markup) {
    let x = Self.left + place * Self.laneWidth
    let names = story.names.deviceLines(lanes[place], of: author(of: lanes[place]))
    for (line, name) in names.enumerated() {
      svg.element(
        "text", ["x": "\(x - 30)", "y": "\(18 + 18 * line)"],
        text: Wrapping.truncated(name, to: 19))
    }
    svg.empty(
      "line",
      [
        "class": "lane", "x1": "\(x)", "y1": "44", "x2": "\(x)", "y2": "\(height - 4)",
        "data-device": lanes[place].text,
      ])
  }

  /// Between the versions that did not know of each other, one after another.
  private func apart(_ svg: inout Markup) {
    let versions = steps.indices.filter {
      if case .version = role(steps[$0]) { true } else { false }
    }
    for (first, second) in zip(versions, versions.dropFirst())
    where isApart(steps[first].dot, steps[second].dot) {
      svg.empty(
        "line",
        [
          "class": "apart", "x1": "\(x(first))", "y1": "\(y(first))", "x2": "\(x(second))",
          "y2": "\(y(second))",
        ])
    }
  }

  /// Within a lane straight down. From another lane to the side in the room below the change that was
  /// known, where nothing else is, down beside the lane, and in from the left: so that no line passes
  /// through a point that it has nothing to do with.
  private func arrow(from: Int, to: Int, _ svg: inout Markup) {
    let (x1, y1) = (x(from), y(from))
    let (x2, y2) = (x(to), y(to))
    let line: String
    let head: String
    if x1 == x2 {
      line = "M \(x1) \(y1 + 9) V \(y2 - 18)"
      head = "M \(x2) \(y2 - 11) l -5 -9 h 10 Z"
    } else {
      // Lines of other changes that go down beside the same lane lie apart from this.
      let aside = x2 - 24 - from % 4 * 4
      line =
        "M \(x1) \(y1 + 9) V \(y1 + Self.rowHeight / 2) H \(aside) V \(y2) H \(x2 - 18)"
      head = "M \(x2 - 11) \(y2) l -9 -5 v 10 Z"
    }
    svg.element("g", ["class": "arrow", "data-from": "\(from + 1)", "data-to": "\(to + 1)"]) {
      group in
      group.empty("path", ["class": "seen", "fill": "none", "d": line])
      group.empty("path", ["class": "head", "d": head])
    }
  }

  private func point(_ place: Int, _ svg: inout Markup) {
    let (x, y) = (x(place), y(place))
    let shape: (style: String, path: String)
    let label: String
    switch role(steps[place]) {
    case .change:
      shape = ("change", "M \(x - 6) \(y) a 6 6 0 1 0 12 0 a 6 6 0 1 0 -12 0 Z")
      label = String(place + 1)
    case .version(let letter):
      shape = ("apart-change", "M \(x) \(y - 9) L \(x + 9) \(y) L \(x) \(y + 9) L \(x - 9) \(y) Z")
      label = "\(place + 1) \(letter)"
    case .settling:
      shape = ("settling", "M \(x - 8) \(y - 8) h 16 v 16 h -16 Z")
      label = "\(place + 1) " + story.language(AuditPagePhrase.settlingLabel)
    }
    svg.empty("path", ["class": shape.style, "data-step": "\(place + 1)", "d": shape.path])
    svg.element("text", ["x": "\(x + 14)", "y": "\(y + 4)"], text: label)
  }
}
