import SchakelCore
import SchakelJSON
import SchakelStore

/// How the device stands to its region.
struct StatusReport: Report {
  let status: ReplicaStatus
  let credential: Credential?
  /// What became of what the person wrote, the last noticed first; seen ones too.
  let notices: [VersionNotice]
  /// Each time that the region's log turned out to be another than the one that was read here.
  let pastChanges: [PastChange]
  /// Of each space, where they were asked for.
  let fingerprints: [SpaceID: Digest]
  /// What the check of the whole file found, where it was asked for.
  let check: CheckReport?

  var json: JSONValue { .object(members + checkMembers) }

  private var members: [JSONValue.Member] {
    [
      .init("enrolled", .bool(credential != nil)),
      .init("region", credential.map { .string($0.regionName) } ?? .null),
      .init("server", credential.map { .string($0.server) } ?? .null),
      .init("device", credential.map { .string($0.deviceName) } ?? .null),
      .init("owner", DocumentJSON.author(status.owner)),
      .init("replica", .string(status.identity.replica.text)),
      .init("synchronised", .bool(status.isSynchronised)),
      .init("synchronisedAt", DocumentJSON.time(status.synchronisedAt)),
      .init("waiting", JSONValue(status.waiting)),
      .init("stranded", JSONValue(status.stranded)),
      .init("unsendable", JSONValue(status.unsendable)),
      .init("unadmitted", .bool(status.isUnadmitted)),
      .init("unadmittedOthers", JSONValue(status.unadmitted)),
      .init("held", JSONValue(status.held)),
      .init("conflicts", JSONValue(status.conflicts)),
      .init("yourConflicts", JSONValue(status.ownConflicts)),
      .init("notices", .array(notices.map { NoticeJSON.notice($0) })),
      .init("waitingForOthers", JSONValue(status.waitingForOthers)),
      .init("counts", counts), .init("spaces", .array(status.spaces.map(json))),
      .init("refused", .array(status.tray.map(\.json))),
      .init("forks", JSONValue(status.forks.count)),
      .init("pastChanges", .array(pastChanges.map(Self.json))),
      .init("refusedCheckpoints", JSONValue(status.refusedCheckpoints)),
    ]
  }

  private static func json(of change: PastChange) -> JSONValue {
    [
      "space": .string(change.space.text), "noticed": DocumentJSON.time(change.noticed),
      "position": .unsigned(change.position), "hash": .string(change.hash.text),
      "epochBefore": .string(change.epochBefore.text),
      "epochAfter": change.epochAfter.map { .string($0.text) } ?? .null,
      "checkpoint": change.checkpoint.map { .string(Hex.encode($0)) } ?? .null,
    ]
  }

  private var checkMembers: [JSONValue.Member] {
    guard let check else { return [] }
    var findings: [String] = []
    if case .damaged(let found) = check { findings = found }
    let json: JSONValue = [
      "sound": .bool(check == .sound), "findings": .array(findings.map { .string($0) }),
    ]
    return [.init("check", json)]
  }

  private var counts: JSONValue {
    let states = ItemState.allCases.map {
      JSONValue.Member($0.name, JSONValue(status.counts[$0]))
    }
    return .object(states + [.init("deleted", JSONValue(status.counts.deleted))])
  }

  private func json(of space: ReplicaStatus.Space) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(space.id.text)), .init("name", .string(space.name)),
      .init("role", .string(space.role.text)), .init("documents", JSONValue(space.documents)),
      .init("waiting", JSONValue(space.waiting)),
      .init("stranded", JSONValue(space.stranded)),
      .init("unsendable", JSONValue(space.unsendable)),
      .init("unadmitted", .bool(space.isUnadmitted)),
      .init("unadmittedOthers", JSONValue(space.unadmitted)),
      .init("held", JSONValue(space.held)),
      .init("synchronised", .bool(space.isSynchronised)),
      .init("synchronisedAt", DocumentJSON.time(space.synchronisedAt)),
    ]
    if let fingerprint = fingerprints[space.id] {
      members.append(.init("fingerprint", .string(fingerprint.text)))
    }
    return .object(members)
  }
}
