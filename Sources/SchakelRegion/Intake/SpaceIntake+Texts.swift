import SchakelCore

// What people made of one text while apart, put together at the end of a push: Protocol/spec/text.md.
extension SpaceIntake {
  /// Writes what the rule decides for the texts of the documents that the push changed: one change a
  /// document, all of them in one run.
  mutating func combineTexts() throws(RegionError) {
    var combined: [(place: Int, TextCombination)] = []
    let open = documents.indices.filter { documents[$0].mayHaveOpenText }
    for place in open {
      if let combination = try combination(in: place) { combined.append((place, combination)) }
    }
    guard !combined.isEmpty else { return }
    var stream = try beginRegionRun()
    for (place, combination) in combined {
      let change = combination.change(
        counter: stream.counter + 1, by: environment.identity.person, writer: stream.writer)
      try write(change, to: &stream, in: place)
    }
    try endRegionRun(stream)
  }

  /// What the versions of a document's texts come to; nil where nothing is to be done or can be.
  private func combination(in place: Int) throws(RegionError) -> TextCombination? {
    let state = documents[place].state
    guard state.lifecycle != .deleted else { return nil }
    var history = history(of: documents[place].number)
    var combined = TextCombination(
      document: documents[place].id, context: state.vector,
      salt: environment.randomBytes(Limits.saltBytes))
    for field in state.contentFields where state.isText(field) {
      guard let versions = TextVersions(of: field, limit: limits.combinedVersions),
        let text = try versions.combined(by: &history)
      else { continue }
      combined.add(Value(String(decoding: text, as: UTF8.self)), inPlaceOf: field)
    }
    return combined.isEmpty || !fits(combined, in: place) ? nil : combined
  }

  /// Looks changes of a document up in the log.
  private func history(of document: UInt64) -> FieldHistory<RegionError> {
    let (store, space) = (transaction, space)
    return FieldHistory(lookUps: limits.ancestorLookUps, bytes: limits.stateBytes) {
      dot throws(RegionError) in
      guard let stream = try store.stream(dot.writer, in: space), dot.counter <= stream.counter
      else { return nil }
      var walk = StreamWalk(stream: stream.number, space: space)
      let entry = try walk.entry(of: dot.counter, from: store)
      // What waited and was refused is in the log as a change, and void.
      guard entry.tag == .change, entry.document == document,
        try store.void(of: stream.number, dot.counter) == nil
      else { return nil }
      return try Change(stored: entry, writer: dot.writer)
    }
  }

  private func fits(_ combined: TextCombination, in place: Int) -> Bool {
    let identity = environment.identity
    let longest = combined.change(
      counter: Limits.counter, by: identity.person,
      writer: identity.writer(in: log.space.epoch))
    let bytes = longest.encoded.count
    return bytes <= min(limits.changeBytes, limits.stateBytes)
      && documents[place].size + bytes <= limits.stateBytes
  }
}

/// A resolution by the rule before it has its place in the region's stream.
private struct TextCombination {
  let document: DocumentID
  /// All that the region has seen of the document.
  let context: VersionVector
  let salt: [UInt8]
  private var operations: [Operation] = []
  private var values: [Value] = []
  private var time = HybridTime.zero

  init(document: DocumentID, context: VersionVector, salt: [UInt8]) {
    self.document = document
    self.context = context
    self.salt = salt
  }

  var isEmpty: Bool { operations.isEmpty }

  /// Puts a value in place of all that the field holds; fields come in the order of their names. One
  /// that the formats have no room for is left as it is.
  mutating func add(_ value: Value, inPlaceOf field: DocumentState.Field) {
    var targets: [Operation.Target] = []
    for sibling in field.siblings where targets.last?.dot != sibling.dot {
      targets.append(Operation.Target(sibling.dot))
    }
    guard value.byteCount <= Limits.valueBytes,
      targets.count <= Limits.replacesPerOperation
    else { return }
    operations.append(Operation(.set, field: field.name, replaces: targets, count: 1))
    values.append(value)
    time = field.siblings.reduce(time) { max($0, $1.time) }
  }

  /// It claims no other time than those whose work it is: it is no news.
  func change(counter: UInt64, by person: PersonID, writer: Writer) -> Change {
    let header = ChangeHeader(
      counter: counter, document: document, time: time, author: person, context: context,
      operations: operations, purpose: .resolution, rule: TextMerge.rule)
    return Change(
      header: header, writer: writer, content: Payload.Content(salt: salt, values: values))
  }
}

extension WorkingDocument {
  /// Whether a text has more than one sibling: asked of every document of every push.
  fileprivate var mayHaveOpenText: Bool {
    guard stateChanged, mayHaveVersions else { return false }
    return state.fields.isSeveral
      && state.fields.contains { $0.siblings.count > 1 && state.isText($0) }
  }
}

extension DocumentState {
  fileprivate func isText(_ field: Field) -> Bool {
    Kind.policy(of: field.name, in: kind) == .text
  }
}
