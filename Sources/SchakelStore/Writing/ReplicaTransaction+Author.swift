import SchakelCore

/// A change that this replica is about to make.
struct AuthoredChange {
  var operations: [PlannedOperation]
  var kind: Name?
  var purpose = ChangeHeader.Purpose.edit
  var rule: Name?
  var origin: ChangeHeader.Origin?
  var reason: String?
  /// What its writer had seen, where that is less than the document as it is here.
  var context: VersionVector?
}

extension ReplicaTransaction {
  /// Makes a change to a document: gives it the next counter and time, links it to the chain,
  /// applies it and writes all of that.
  func author(
    _ authored: AuthoredChange, to document: inout DocumentRow
  ) throws(ReplicaError) {
    var space = try space(no: document.space)
    guard let person = identity.person else { throw .notEnrolled }
    guard space.role.mayWrite else { throw .mayNotWrite(in: space) }
    let stream = try stream(no: space.stream)
    let time = space.clock.tick(wallClock: environment.now())
    guard space.counter < Limits.counter else {
      throw ReplicaError(.damaged, "This device's stream has no counter left. Restore a backup.")
    }
    space.counter += 1
    let change = try change(
      authored, to: document, counter: space.counter, time: time, person: person,
      writer: stream.writer)
    space.tip = change.link(after: space.tip, hashing: hashing)
    let incoming = IncomingChange(
      change: change, bytes: change.encoded, link: .whole(space.tip),
      key: ChangeKey(stream: stream.no, counter: space.counter), received: nil)
    try apply(incoming, to: &document)
    try store(incoming, in: &document, &space)
  }

  private func change(
    _ authored: AuthoredChange, to document: DocumentRow, counter: UInt64, time: HybridTime,
    person: PersonID, writer: Writer
  ) throws(ReplicaError) -> Change {
    let planned = Self.inOrder(authored.operations)
    try Self.checkName(authored.kind)
    try Self.checkSizes(planned, reason: authored.reason)
    // What makes a document has seen nothing of it, be it known here as the shell of a refused one.
    let seen = authored.context ?? document.state.vector
    let context = authored.kind == nil ? seen : VersionVector()
    let header = ChangeHeader(
      counter: counter, document: document.id, time: time, author: person, context: context,
      operations: planned.map(\.operation), kind: authored.kind,
      purpose: authored.purpose, rule: authored.rule, origin: authored.origin)
    return Change(
      header: header, writer: writer,
      content: Payload.Content(
        salt: environment.salt(), values: planned.flatMap(\.values), reason: authored.reason))
  }

  /// As a change lists them. Most come so: sorting would copy each of them several times.
  private static func inOrder(_ planned: [PlannedOperation]) -> [PlannedOperation] {
    for place in planned.indices.dropFirst()
    where !(planned[place - 1].operation.field < planned[place].operation.field) {
      return planned.sorted { $0.operation.field < $1.operation.field }
    }
    return planned
  }

  static func checkName(_ kind: Name?) throws(ReplicaError) {
    guard let count = kind?.byteCount else { return }
    guard count >= 1 && count <= Limits.nameBytes else {
      throw ReplicaError(
        .invalidEdit("kind"), "A kind's name has 1 to \(Limits.nameBytes) bytes, not \(count).")
    }
  }

  /// What the region would refuse for its size is refused here, where it can still be mended.
  static func checkSizes(
    _ planned: [PlannedOperation], reason: String?
  ) throws(ReplicaError) {
    var total = reason?.utf8.count ?? 0
    guard total <= Limits.reasonBytes else {
      throw ReplicaError(
        .invalidEdit("reason"), "The reason is longer than \(Limits.reasonBytes) bytes.")
    }
    for plan in planned {
      let field = plan.operation.field
      let count = field.byteCount
      guard count >= 1 && count <= Limits.nameBytes || field == .lifecycle
      else { throw .tooLarge(field, "its name is longer than \(Limits.nameBytes) bytes") }
      guard plan.operation.replaces.count <= Limits.replacesPerOperation
      else { throw .tooLarge(field, "it replaces too many values at once") }
      guard plan.values.count <= Limits.valuesPerOperation
      else { throw .tooLarge(field, "it has more than \(Limits.valuesPerOperation) elements") }
      for value in plan.values {
        guard value.encoded.count <= Limits.valueBytes
        else { throw .tooLarge(field, "it is larger than \(Limits.valueBytes / 1024) KiB") }
        total += value.encoded.count
      }
    }
    guard total <= Limits.changeBytes / 2, planned.count <= Limits.operations else {
      throw .tooLarge(planned.first?.operation.field ?? .lifecycle, "it is too much for one change")
    }
  }

  private func apply(
    _ incoming: IncomingChange, to document: inout DocumentRow
  ) throws(ReplicaError) {
    let outcome: ApplyOutcome
    do throws(CBORError) {
      outcome = try document.state.apply(incoming.change, check: incoming.link.check)
    } catch {
      throw ReplicaError.damaged("a new change", error)
    }
    // Its context is this very state, or less, so nothing can be missing.
    guard outcome == .applied else {
      throw ReplicaError(.damaged, "A new change does not fit its own document: \(outcome).")
    }
  }
}

extension ReplicaError {
  static var notEnrolled: ReplicaError {
    ReplicaError(
      .notEnrolled,
      "This device is not enrolled. Ask the region for an invitation, or keep a draft.")
  }

  static func mayNotWrite(in space: SpaceRow) -> ReplicaError {
    ReplicaError(
      .notAllowed,
      "You may not write in \(space.name): your role there is \(space.role.text). "
        + "Keep a draft, or ask a coordinator.")
  }

  static func tooLarge(_ field: Name, _ why: String) -> ReplicaError {
    ReplicaError(.invalidEdit(field), "\(field.text) is refused: \(why). Make it shorter.")
  }

  static func unknownDocument(_ id: DocumentID) -> ReplicaError {
    ReplicaError(.unknownDocument, "No document \(id.text) on this device.")
  }
}
