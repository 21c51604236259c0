import SchakelCore
import SchakelRegion
import SchakelServer

// What a fact looks like. Nobody but the person is in it, by name or by pseudonym.
extension PersonFact {
  /// The list that it belongs to.
  var section: String {
    switch self {
    case .person: ""
    case .membership: "memberships"
    case .device: "devices"
    case .invitation: "invitations"
    case .role: "roles"
    case .change: "changes"
    case .refusal: "refusals"
    case .held: "held"
    case .saidAgain: "saidAgain"
    case .fork: "forks"
    case .conflict: "conflicts"
    case .reading: "readings"
    case .profile: "profiles"
    case .erasure: "erasures"
    case .confirmation: "confirmations"
    case .admission: "admissions"
    case .withdrawal: "withdrawals"
    case .opening: "openings"
    case .decision: "decisions"
    case .retention: "retention"
    case .dailyRetention: "dailyRetention"
    }
  }

  var json: JSON {
    switch self {
    case .person: .null
    case .membership(let space, let role, let time):
      ["space": JSON(space), "role": .string(role.text), "time": .string(rfc3339(time))]
    case .device(let device): JSON(own: device)
    case .invitation(let space, let invitation): JSON(invitation, in: space)
    case .role(let space, let role):
      [
        "space": JSON(space), "role": .string(role.role.text),
        "what": role.isGiven ? "given" : "got", "time": .string(rfc3339(role.time)),
        "position": .unsigned(role.position),
      ]
    case .change(let space, let change), .held(let space, let change),
      .fork(let space, let change):
      JSON(change, in: space)
    case .saidAgain(let space, let passage): JSON(passage, in: space)
    case .refusal(let space, let refusal): JSON(refusal, in: space)
    case .conflict(let space, let record): JSON(record, in: space)
    case .reading(let space, let reading):
      [
        "space": JSON(space), "scope": .string(reading.scope.word),
        "time": .string(rfc3339(reading.time)),
      ]
    case .profile(let space, let profile): JSON(profile, in: space)
    case .erasure(let record, let part): JSON(record, part)
    case .confirmation(let space, let device, let received):
      [
        "space": JSON(space), "device": .string(device.text),
        "received": .string(rfc3339(received)),
      ]
    case .admission(let time): ["decided": .string(rfc3339(time))]
    case .withdrawal(let space, let status, let position, let time):
      [
        "space": JSON(space), "position": .unsigned(position), "what": .string(JSON.word(status)),
        "time": .string(rfc3339(time)),
      ]
    case .opening(let space, let position, let time):
      [
        "space": JSON(space), "position": .unsigned(position), "time": .string(rfc3339(time)),
      ]
    case .decision(let space, let outcome, let position, let time):
      [
        "space": JSON(space), "position": .unsigned(position), "what": .string(outcome.word),
        "time": .string(rfc3339(time)),
      ]
    case .dailyRetention(let ground, let since, let lastRun):
      [
        "ground": .string(ground), "since": .string(rfc3339(since)),
        "lastRun": .string(rfc3339(lastRun)),
      ]
    case .retention(let term):
      [
        "space": JSON(term.space), "kind": .string(term.kind.text),
        "days": term.days.map(JSON.unsigned) ?? .null,
        "decided": term.decided.map { .string(rfc3339($0)) } ?? .null,
      ]
    }
  }
}

extension JSON {
  fileprivate init(own device: DeviceRecord) {
    self = [
      "id": .string(device.replica.text), "name": .string(device.name),
      "status": .string(Self.word(device.status)), "enrolled": .string(rfc3339(device.created)),
      "decided": .string(rfc3339(device.decided)),
      "lastContact": device.lastContact.map { .string(rfc3339($0)) } ?? .null,
      "agent": .string(device.agent),
      "emptied": device.emptied.map { .string(rfc3339($0)) } ?? .null,
    ]
  }

  fileprivate init(_ invitation: PersonInvitation, in space: SpaceInfo) {
    self = [
      "space": JSON(space), "role": .string(invitation.role.text),
      "what": invitation.isGiven ? "given" : "got",
      "by": .string(invitation.isByCoordinator ? "coordinator" : "operator"),
      "created": .string(rfc3339(invitation.created)),
      "expires": .string(rfc3339(invitation.expires)),
      "used": invitation.used.map { .string(rfc3339($0)) } ?? .null,
      "device": invitation.device.map { .string($0.text) } ?? .null,
    ]
  }

  fileprivate init(_ written: PersonChange, in space: SpaceInfo) {
    let header = written.change.header
    self = [
      "space": JSON(space), "document": .string(header.document.text),
      "change": .string(written.change.dot.text),
      "kind": header.kind.map { .string($0.text) } ?? .null,
      "time": .string(rfc3339(header.time.milliseconds)),
      "received": written.received.map { .string(rfc3339($0)) } ?? .null,
      "purpose": .string(header.purpose.word),
      "reason": written.change.content?.reason.map(JSON.string) ?? .null,
      "erased": .bool(written.change.content == nil),
      "operations": .array(
        written.operations.map { operation, values in
          [
            "field": .string(operation.field.text), "operation": .string(operation.kind.word),
            "values": values.map { .array($0.map { JSON($0) }) } ?? .null,
          ]
        }),
    ]
  }

  fileprivate init(_ passage: PersonPassage, in space: SpaceInfo) {
    self = [
      "space": JSON(space), "document": .string(passage.document.text),
      "received": .string(rfc3339(passage.received)),
      "fields": .array(
        passage.fields.map { field in
          [
            "field": .string(field.name.text),
            "values": field.values.map { .array($0.map { JSON($0) }) } ?? .null,
          ]
        }),
    ]
  }

  fileprivate init(_ refusal: PersonRefusal, in space: SpaceInfo) {
    self = [
      "space": JSON(space), "change": .string(refusal.dot.text),
      "document": refusal.document.map { .string($0.text) } ?? .null,
      "reason": .string("\(refusal.reason)"), "received": .string(rfc3339(refusal.received)),
    ]
  }

  /// What else met there is counted, and nobody else's.
  fileprivate init(_ record: ConflictRecord, in space: SpaceInfo) {
    self = [
      "space": JSON(space), "id": .string(record.id.text),
      "document": .string(record.document.text), "field": .string(record.field.text),
      "severity": .string(record.severity.word), "state": record.isOpen ? "open" : "settled",
      "found": .string(rfc3339(record.found.time)), "versions": .number(record.versions.count),
    ]
  }

  fileprivate init(_ profile: PersonProfile, in space: SpaceInfo) {
    self = [
      "space": JSON(space), "document": .string(profile.document.text),
      "kind": .string(profile.kind.text),
      "fields": .array(
        profile.fields.map { field in
          [
            "field": .string(field.name.text), "values": .array(field.values.map { JSON($0) }),
          ]
        }),
    ]
  }

  /// The ground is another's words where the person only agreed.
  fileprivate init(_ record: ErasureRecord, _ part: PersonPart) {
    self = [
      "number": .unsigned(UInt64(clamping: record.number)), "part": .string(part.rawValue),
      "requested": .string(rfc3339(record.requested)),
      "ground": part == .decided ? .null : .string(record.ground),
      "decided": record.decided.map { .string(rfc3339($0)) } ?? .null,
    ]
  }
}

extension HeldOutcome {
  fileprivate var word: String {
    switch self {
    case .awaiting: "awaiting"
    case .released: "released"
    case .promised: "promised"
    case .dismissed: "dismissed"
    case .erased: "erased"
    }
  }
}

extension LogEntry.Reading.Scope {
  fileprivate var word: String {
    switch self {
    case .conflicts: "conflicts"
    case .conflict: "conflict"
    case .export: "export"
    case .verification: "verification"
    case .person: "person"
    }
  }
}
