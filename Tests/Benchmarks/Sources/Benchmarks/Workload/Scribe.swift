import SchakelCore

/// One writer at the core's level: makes changes to documents without a database, and keeps the
/// chain of its stream. It hashes as portable code does, since nobody times it.
struct Scribe {
  let writer: Writer
  let space: SpaceID
  private let person: PersonID
  private(set) var counter: UInt64
  private(set) var tip: Digest
  private var clock = HybridClock()

  /// A change as it travels, with its link in the chain.
  struct Written: Sendable {
    let change: Change
    let link: Digest
  }

  init(_ number: Int, space: SpaceID = Device.space) {
    let writer = Writer(
      // Far apart and in no order, as random numbers are.
      replica: ReplicaID(rawValue: UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15),
      incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: number)))
    self.init(writer, person: PersonID(rawValue: UInt64(number + 1)), space: space)
  }

  /// - Parameter counter: how many changes the stream has already, of which nobody asks.
  init(_ writer: Writer, person: PersonID, space: SpaceID, counter: UInt64 = 0) {
    self.writer = writer
    self.space = space
    self.person = person
    self.counter = counter
    tip = Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
  }

  /// The change that makes a note's document.
  mutating func create(_ note: Note, as document: DocumentID) -> Written {
    create(note.fields, as: document)
  }

  /// The change that makes a document of these fields.
  mutating func create(_ fields: [Name: [Value]], as document: DocumentID) -> Written {
    let fields = fields.sorted { $0.key < $1.key }
    let operations = fields.map { field, values in
      let isSet = Kind.policy(of: field, in: "fieldNote") == .union
      return Operation(isSet ? .add : .set, field: field, replaces: [], count: values.count)
    }
    return write(
      document, VersionVector(), operations, fields.flatMap(\.value), kind: "fieldNote")
  }

  /// A change of one field, in place of all that `state` has there.
  mutating func set(
    _ field: Name, _ value: Value, of document: DocumentID, in state: DocumentState
  ) -> Written {
    set([(field, value)], of: document, in: state)
  }

  /// The same for several fields in one change, in the order of their names.
  mutating func set(
    _ edits: [(field: Name, value: Value)], of document: DocumentID, in state: DocumentState
  ) -> Written {
    let operations = edits.map { edit in
      let targets = state.siblings(of: edit.field).map { Operation.Target($0.dot) }
      return Operation(.set, field: edit.field, replaces: targets, count: 1)
    }
    return write(document, state.vector, operations, edits.map(\.value), kind: nil)
  }

  /// The device's word for all that was written so far.
  func seal(_ sign: ([UInt8]) -> [UInt8]) -> Seal {
    let stream = Stream(space: space, writer: writer)
    return Seal(
      writer: writer, counter: counter, tip: tip,
      signature: sign(Seal.message(stream: stream, counter: counter, tip: tip)))
  }

  private mutating func write(
    _ document: DocumentID, _ context: VersionVector, _ operations: [Operation],
    _ values: [Value], kind: Name?
  ) -> Written {
    counter += 1
    let header = ChangeHeader(
      counter: counter, document: document, time: clock.tick(wallClock: 1_780_000_000_000),
      author: person, context: context, operations: operations, kind: kind)
    let salt = [UInt8](repeating: UInt8(truncatingIfNeeded: counter), count: Limits.saltBytes)
    let change = Change(
      header: header, writer: writer, content: Payload.Content(salt: salt, values: values))
    tip = change.link(after: tip, hashing: .portable)
    return Written(change: change, link: tip)
  }
}

extension DocumentState {
  /// Applies a change that is known to fit.
  mutating func take(_ written: Scribe.Written) throws {
    let outcome = try apply(written.change, check: written.link.check)
    guard outcome == .applied else { throw Unexpected("a change was not applied: \(outcome)") }
  }
}

/// What a benchmark did not count on: its figure would mean nothing.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
