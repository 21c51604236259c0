import SchakelCore

// Who puts one value in the place of several.
extension SpaceIntake {
  /// Why a settlement may not count, whatever it would be applied to, or nil. A coordinator settles
  /// anything; others what a device of theirs brought a version of. What a rule decides the region
  /// writes itself.
  func settlementRefusal(
    of content: IncomingRun.Item.Content, _ rights: WriterRights
  ) throws(RegionError) -> VoidReason? {
    guard let header = content.header else { return nil }
    if header.rule != nil {
      return rights.device.replica == environment.identity.replica ? nil : .notAllowed
    }
    guard header.purpose == .resolution else { return nil }
    guard content.hasReason else { return .notAllowed }
    for operation in header.operations {
      guard try maySettle(operation, header.author, rights.isCoordinator) else {
        return .notAllowed
      }
    }
    return nil
  }

  /// Why a change may not let everybody see a contribution, or nil: a coordinator may.
  func publicationRefusal(of incoming: Incoming, _ rights: WriterRights) -> VoidReason? {
    incoming.item.publishes && !rights.isCoordinator ? .notAllowed : nil
  }

  /// Why a change may not replace what it would replace now, or nil: versions that await a choice go
  /// by a settlement, which says why, and not by the way. An undo that brings others in their place is
  /// for those who may settle.
  func choiceRefusal(
    of header: ChangeHeader, in place: Int
  ) throws(RegionError) -> VoidReason? {
    guard header.purpose != .resolution, documents[place].mayHaveVersions else { return nil }
    for operation in header.operations where documents[place].state.awaitsChoice(among: operation) {
      let isCoordinator = try transaction.isCoordinator(header.author, of: space)
      guard header.purpose == .undo, try maySettle(operation, header.author, isCoordinator)
      else { return .notAllowed }
    }
    return nil
  }

  private func maySettle(
    _ operation: Operation, _ person: PersonID, _ isCoordinator: Bool
  ) throws(RegionError) -> Bool {
    if isCoordinator { return true }
    return try isOwn(operation, of: person)
  }

  /// Whether an operation replaces something that a person wrote.
  private func isOwn(
    _ operation: Operation, of person: PersonID
  ) throws(RegionError) -> Bool {
    var seen: Set<ReplicaID> = []
    for target in operation.replaces where seen.insert(target.dot.writer.replica).inserted {
      if try transaction.device(target.dot.writer.replica)?.person == person { return true }
    }
    return false
  }
}

extension IncomingRun.Item.Content {
  /// Whether a person said why. A change that makes a document settles nothing, and its payload was
  /// not read.
  fileprivate var hasReason: Bool {
    guard case .change(let change) = self else { return false }
    // One that comes erased, by an order, had one: it counts as it did when it came whole.
    guard let content = change.content else { return true }
    return content.reason.map { !$0.utf8.isEmpty } ?? false
  }
}
