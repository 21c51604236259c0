import SchakelCore

/// One worker with one device: the state of the one note there, and a stream of changes.
struct Worker {
  private let stream: Stream
  private let author: PersonID
  private(set) var state = DocumentState()
  private var clock = HybridClock()
  private var counter: UInt64 = 0
  private var tip: Digest

  init(_ number: UInt64) {
    let writer = Writer(
      replica: ReplicaID(rawValue: number), incarnation: Incarnation(rawValue: 1))
    stream = Stream(space: SpaceID(rawValue: 7), writer: writer)
    author = PersonID(rawValue: 100 + number)
    tip = Chain.genesis(of: stream, hashing: .portable)
  }

  /// Writes a change, applies it here, and hands over the letter that tells others.
  mutating func write(_ edits: [Edit], kind: Name? = nil, at milliseconds: UInt64) -> Letter {
    counter += 1
    let edits = edits.sorted { $0.field < $1.field }
    let header = ChangeHeader(
      counter: counter, document: DocumentID(milliseconds: 1_000, random: (1, 2)),
      time: clock.tick(wallClock: milliseconds), author: author, context: state.vector,
      operations: edits.map { operation($0) }, kind: kind)
    let salt = [UInt8](repeating: UInt8(counter), count: Limits.saltBytes)
    let change = Change(
      header: header, writer: stream.writer,
      content: Payload.Content(salt: salt, values: edits.compactMap { $0.value }))
    tip = change.link(after: tip, hashing: .portable)
    let letter = Letter(writer: stream.writer, bytes: change.encoded, link: tip)
    check(hear(letter) == .applied)
    return letter
  }

  /// Reads a letter's bytes and applies the change. Bytes that were written can be read.
  mutating func hear(_ letter: Letter) -> ApplyOutcome {
    guard let change = try? Change(encoded: letter.bytes, writer: letter.writer),
      let outcome = try? state.apply(change, check: letter.link.check)
    else { preconditionFailure() }
    check(change.encoded == letter.bytes)
    return outcome
  }

  /// An edit replaces what its writer saw in the field; an added element replaces nothing.
  private func operation(_ edit: Edit) -> Operation {
    let seen = edit.kind == .add ? [] : state.siblings(of: edit.field)
    return Operation(
      edit.kind, field: edit.field, replaces: seen.map { Operation.Target($0.dot) },
      count: edit.value == nil ? 0 : 1)
  }
}

/// What a worker does to one field.
struct Edit {
  let kind: Operation.Kind
  let field: Name
  var value: Value?

  static func set(_ field: Name, _ text: String) -> Edit {
    Edit(kind: .set, field: field, value: Value(text))
  }

  static func add(_ field: Name, _ text: String) -> Edit {
    Edit(kind: .add, field: field, value: Value(text))
  }

  static func remove(_ field: Name) -> Edit { Edit(kind: .remove, field: field) }
}

/// A change on its way to others.
struct Letter {
  let writer: Writer
  let bytes: [UInt8]
  let link: Digest
}
