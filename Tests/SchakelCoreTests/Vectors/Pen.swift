import SchakelCore

/// A device that writes the changes of a scenario, in one space, with a real chain.
///
/// Everything about it is fixed: the same scenario writes the same bytes.
final class Pen {
  let space: SpaceID
  let writer: Writer
  let person: PersonID
  private(set) var counter: UInt64 = 0
  private(set) var tip: Digest

  static let space = SpaceID(rawValue: 0x5c4a_6b65_6c00_0001)

  /// `replica` tells devices apart; the person is the device's own unless named.
  init(
    _ replica: UInt64, incarnation: UInt32 = 1, person: UInt64? = nil, space: SpaceID = Pen.space
  ) {
    self.space = space
    writer = Writer(
      replica: ReplicaID(rawValue: replica), incarnation: Incarnation(rawValue: incarnation))
    self.person = PersonID(rawValue: person ?? 0xbe00 | replica)
    tip = Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
  }

  static func anna() -> Pen { Pen(0xa1) }
  static func bram() -> Pen { Pen(0xb2) }
  static func carla() -> Pen { Pen(0xc3) }

  /// Writes the next change of the stream.
  ///
  /// - Parameter state: what the device sees; its vector is the context, and its siblings are what
  ///   operations replace that do not say otherwise.
  func write(_ draft: Draft, seeing state: DocumentState = DocumentState()) -> Written {
    counter += 1
    let operations = draft.edits.map { $0.operation(seeing: state) }
    let header = ChangeHeader(
      counter: counter, document: draft.document, time: draft.time ?? time, author: person,
      context: state.vector, operations: operations.sorted { $0.field < $1.field },
      kind: draft.kind, purpose: draft.purpose, rule: draft.rule, origin: draft.origin)
    let values = draft.edits.sorted { $0.field < $1.field }.flatMap(\.values)
    let change = Change(
      header: header, writer: writer,
      content: Payload.Content(salt: salt, values: values, reason: draft.reason))
    tip = change.link(after: tip, hashing: .portable)
    return Written(change: change, link: tip)
  }

  /// A second after a second: what a draft claims that names no time.
  private var time: HybridTime { HybridTime(milliseconds: 1_700_000_000_000 + counter * 1_000) }

  private var salt: [UInt8] {
    let text = "example salt \(writer.text) \(counter)"
    return Array(Hashing.portable.sha256(Array(text.utf8)).bytes.prefix(Limits.saltBytes))
  }
}

/// A change before it has a writer.
struct Draft {
  var document: DocumentID
  var edits: [Edit]
  var time: HybridTime?
  var kind: Name?
  var purpose = ChangeHeader.Purpose.edit
  var rule: Name?
  var origin: ChangeHeader.Origin?
  var reason: String?

  init(
    _ document: DocumentID = .example, _ edits: Edit..., at milliseconds: UInt64? = nil,
    kind: Name? = nil, purpose: ChangeHeader.Purpose = .edit, rule: Name? = nil,
    origin: ChangeHeader.Origin? = nil, reason: String? = nil
  ) {
    self.document = document
    self.edits = edits
    self.kind = kind
    self.purpose = purpose
    self.rule = rule
    self.origin = origin
    self.reason = reason
    time = milliseconds.map { HybridTime(milliseconds: $0) }
  }
}

extension DocumentID {
  static let example = DocumentID(milliseconds: 1_700_000_000_000, random: (0x5eed, 0xd0c0_0001))
  static let other = DocumentID(milliseconds: 1_700_000_000_001, random: (0x5eed, 0xd0c0_0002))
  static let third = DocumentID(milliseconds: 1_700_000_000_002, random: (0x5eed, 0xd0c0_0003))
}

/// An operation before it knows what it replaces.
struct Edit {
  let kind: Operation.Kind
  let field: Name
  let values: [Value]
  var replaces: [Operation.Target]?
  var origins: [Operation.Origin?] = []

  static func set(_ field: Name, _ texts: String..., replaces: [Operation.Target]? = nil) -> Edit {
    set(field, values: texts.map { Value($0) }, replaces: replaces)
  }

  static func set(
    _ field: Name, values: [Value], replaces: [Operation.Target]? = nil
  ) -> Edit {
    Edit(kind: .set, field: field, values: values, replaces: replaces)
  }

  static func add(_ field: Name, _ texts: String...) -> Edit {
    Edit(kind: .add, field: field, values: texts.map { Value($0) }, replaces: [])
  }

  static func remove(_ field: Name, _ replaces: [Operation.Target]) -> Edit {
    Edit(kind: .remove, field: field, values: [], replaces: replaces)
  }

  static let delete = Edit(kind: .delete, field: .lifecycle, values: [.null])
  static let restore = Edit(kind: .restore, field: .lifecycle, values: [])

  /// By default, all that `state` holds in the field.
  func operation(seeing state: DocumentState) -> Operation {
    Operation(
      kind, field: field, replaces: replaces ?? Self.dots(of: state.siblings(of: field)),
      count: values.count, origins: origins)
  }

  private static func dots(of siblings: Siblings) -> [Operation.Target] {
    var targets: [Operation.Target] = []
    for sibling in siblings where targets.last?.dot != sibling.dot {
      targets.append(Operation.Target(sibling.dot))
    }
    return targets
  }
}

/// A change with its link.
struct Written {
  let change: Change
  let link: Digest

  var dot: Dot { change.dot }
  var target: Operation.Target { Operation.Target(change.dot) }

  /// As vectors hand it to a document.
  var json: JSON {
    .object(
      .init("writer", .hex(change.writer.bytes)), .init("change", .hex(change.encoded)),
      .init("check", .check(link.check)))
  }

  var erased: Written { Written(change: change.erased(.portable), link: link) }
}

extension DocumentState {
  /// The state after these, each of which must apply.
  static func after(_ changes: Written...) throws -> DocumentState {
    var state = DocumentState()
    for written in changes {
      let outcome = try state.apply(written.change, check: written.link.check)
      guard outcome == .applied else { throw BadInput(outcome.shown) }
    }
    return state
  }
}
