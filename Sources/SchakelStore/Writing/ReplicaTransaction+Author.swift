import SchakelCore

/// A change that this replica is about to make.
struct AuthoredChange {
  var plan: ChangePlan
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
    guard space.role == .coordinator || !change.publishes else { throw .mayNotPublish(in: space) }
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
    try Self.checkName(authored.kind)
    try authored.plan.checkSizes(reason: authored.reason)
    // What makes a document has seen nothing of it, be it known here as the shell of a refused one.
    let seen = authored.context ?? document.state.vector
    let context = authored.kind == nil ? seen : VersionVector()
    let header = ChangeHeader(
      counter: counter, document: document.id, time: time, author: person, context: context,
      operations: authored.plan.operations, kind: authored.kind,
      purpose: authored.purpose, rule: authored.rule, origin: authored.origin)
    return Change(
      header: header, writer: writer,
      content: Payload.Content(
        salt: environment.salt(), values: authored.plan.values, reason: authored.reason))
  }

  static func checkName(_ kind: Name?) throws(ReplicaError) {
    guard let count = kind?.byteCount else { return }
    guard count >= 1 && count <= Limits.nameBytes else {
      throw ReplicaError(
        .invalidEdit("kind"), "A kind's name has 1 to \(Limits.nameBytes) bytes, not \(count).")
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

  static func mayNotPublish(in space: SpaceRow) -> ReplicaError {
    ReplicaError(
      .mayNotPublish,
      "Only a coordinator of \(space.name) may let everybody see this. Choose region, team or own.")
  }

  static func leftSpace(_ space: SpaceRow) -> ReplicaError {
    ReplicaError(
      .notAllowed,
      "You are no longer in \(space.name). Share what you wrote there into another space, or ask a "
        + "coordinator.")
  }

  static func unknownDocument(_ id: DocumentID) -> ReplicaError {
    ReplicaError(.unknownDocument, "No document \(id.text) on this device.")
  }
}
