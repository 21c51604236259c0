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

  func author(of replica: ReplicaID) -> PersonID? {
    steps.first { $0.dot.writer.replica == replica }?.change.header.author
  }

  private func device(_ replica: ReplicaID) -> String {
    story.names.device(replica, of: author(of: replica))
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
  func isApart(_ first: Dot, _ second: Dot) -> Bool {
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
}
