import SchakelCore

/// Who knew what, and when: a drawing of a document's changes and a table of the same.
///
/// Each device has a lane, time goes down in the order of the log, each change is a point in its
/// device's lane, and an arrow goes to it from each change that its writer knew of directly.
struct KnowledgeDrawing {
  /// So many changes are drawn at most, the last ones.
  static let largest = 60

  let story: AuditStory
  let steps: [DocumentTrace.Step]
  /// For each step the places of those that were known directly.
  let known: [[Int]]
  /// The devices, in the order in which they first wrote.
  let lanes: [ReplicaID]
  /// How many earlier changes are not drawn.
  let omitted: Int

  init(_ story: AuditStory) {
    self.story = story
    let named = Set(
      story.record.versions.map(\.dot)
        + story.record.events.filter { $0.kind != .erased }.map(\.dot))
    let all = story.trace.steps
    let end = (all.lastIndex { named.contains($0.dot) } ?? -1) + 1
    var chosen = Set(
      all[..<end].indices.filter { named.contains(all[$0].dot) }.suffix(Self.largest))
    for place in all[..<end].indices.reversed() where chosen.count < Self.largest {
      chosen.insert(place)
    }
    steps = chosen.sorted().map { all[$0] }
    omitted = end - steps.count
    known = DocumentTrace.directKnowledge(steps)
    var lanes: [ReplicaID] = []
    for step in steps where !lanes.contains(step.dot.writer.replica) {
      lanes.append(step.dot.writer.replica)
    }
    self.lanes = lanes
  }

  // MARK: What each change is

  enum Role {
    case change
    /// One of the versions that did not know of each other, with its letter.
    case version(String)
    /// It took the place of versions.
    case settling
  }

  func role(_ step: DocumentTrace.Step) -> Role {
    let record = story.record
    if let place = record.versions.firstIndex(where: { $0.dot == step.dot }) {
      return .version(Self.letter(place))
    }
    let settles = record.events.contains { $0.kind == .settled && $0.dot == step.dot }
    return settles ? .settling : .change
  }

  /// A to Z, then numbers.
  static func letter(_ place: Int) -> String {
    place < 26 ? String(UnicodeScalar(UInt8(65 + place))) : String(place + 1)
  }

  func device(_ replica: ReplicaID) -> String {
    let author = steps.first { $0.dot.writer.replica == replica }?.change.header.author
    return story.names.device(replica, of: author)
  }

  private func meaning(_ step: DocumentTrace.Step) -> String {
    switch role(step) {
    case .change: return ""
    case .settling: return story.language(AuditPagePhrase.settlingMark)
    case .version(let letter):
      let versions = story.record.versions
      let others = versions.indices.filter { isApart(versions[$0].dot, step.dot) }
      return story.language(
        others.isEmpty ? AuditPagePhrase.versionMark : .versionApart,
        [
          "letter": .text(letter),
          "others": .text(others.map(Self.letter).joined(separator: ", ")),
        ])
    }
  }

  /// Whether two versions were written without knowing of each other.
  private func isApart(_ first: Dot, _ second: Dot) -> Bool {
    let versions = story.record.versions
    guard let one = versions.first(where: { $0.dot == first }),
      let other = versions.first(where: { $0.dot == second }), first != second
    else { return false }
    return !one.context.covers(second) && !other.context.covers(first)
  }

  // MARK: The table

  var head: [String] {
    [
      AuditPagePhrase.number, .receivedAt, .byDevice, .whatHappened, .knewDirectly, .meaning,
    ].map { story.language($0) }
  }

  var rows: [[String]] {
    steps.indices.map { place in
      let step = steps[place]
      let numbers = known[place].map { String($0 + 1) }.joined(separator: ", ")
      return [
        String(place + 1), story.dates.moment(step.received), device(step.dot.writer.replica),
        story.deed(of: step.change),
        numbers.isEmpty ? story.language(AuditPagePhrase.knewNothing) : numbers,
        meaning(step),
      ]
    }
  }

  // MARK: The picture

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
    let name = Wrapping.truncated(device(lanes[place]), to: 19)
    svg.element("text", ["x": "\(max(2, x - 30))", "y": "20"], text: name)
    svg.empty(
      "line",
      [
        "class": "lane", "x1": "\(x)", "y1": "32", "x2": "\(x)", "y2": "\(height - 4)",
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

  /// A line that ends before the point, with a head.
  private func arrow(from: Int, to: Int, _ svg: inout Markup) {
    let (x1, y1) = (Double(x(from)), Double(y(from)))
    let (dx, dy) = (Double(x(to)) - x1, Double(y(to)) - y1)
    let length = max(1, (dx * dx + dy * dy).squareRoot())
    let (ux, uy) = (dx / length, dy / length)
    func at(_ distance: Double, _ aside: Double = 0) -> String {
      let x = x1 + ux * distance - uy * aside
      let y = y1 + uy * distance + ux * aside
      return "\(Self.tenths(x)) \(Self.tenths(y))"
    }
    let end = length - 12
    svg.element("g", ["class": "arrow", "data-from": "\(from + 1)", "data-to": "\(to + 1)"]) {
      group in
      group.empty("path", ["class": "seen", "fill": "none", "d": "M \(at(8)) L \(at(end - 6))"])
      group.empty(
        "path", ["class": "head", "d": "M \(at(end)) L \(at(end - 9, 5)) L \(at(end - 9, -5)) Z"])
    }
  }

  private static func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
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
