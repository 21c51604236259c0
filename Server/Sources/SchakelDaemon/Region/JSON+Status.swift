import SchakelCore
import SchakelRegion
import SchakelServer
import SchakelStore

extension JSON {
  init(_ space: SpaceInfo) {
    self = ["id": .string(space.id.text), "name": .string(space.name)]
  }

  /// The fingerprint stands there when it was asked for.
  init(_ space: RegionStatus.Space, fingerprint: Digest?) {
    var members = [
      Member("id", .string(space.id.text)), Member("name", .string(space.name)),
      Member("members", .number(space.members)), Member("documents", .unsigned(space.documents)),
      Member("changes", .unsigned(space.changes)),
      Member("position", .unsigned(space.head.position)),
      Member("digest", .string(EpochID(rawValue: space.digest).text)),
      Member("waiting", .unsigned(space.waiting)), Member("voids", .unsigned(space.voids)),
      Member("forks", .unsigned(space.forks)),
      Member("openConflicts", .unsigned(space.openConflicts)),
      Member("lastCheckpoint", space.checkpointed.map { .string(rfc3339($0)) } ?? .null),
    ]
    if let fingerprint { members.append(Member("fingerprint", .string(fingerprint.text))) }
    self = .object(members)
  }

  init(_ device: RegionStatus.Device) {
    self = [
      "id": .string(device.replica.text), "name": .string(device.name),
      "person": .string(device.person.text), "personName": .string(device.personName),
      "handle": .string(device.handle),
      "status": .string(Self.word(device.status)),
      "enrolled": .string(rfc3339(device.created)),
      "lastContact": device.lastContact.map { .string(rfc3339($0)) } ?? .null,
      "agent": .string(device.agent),
      "tokenRenewed": device.tokenBorn.map { .string(rfc3339($0)) } ?? .null,
      "emptied": device.emptied.map { .string(rfc3339($0)) } ?? .null,
      "withdrawnBy": device.decidedBy.map { .string($0.text) } ?? .null,
    ]
  }

  init(_ member: RegionStatus.Member) {
    self = [
      "person": .string(member.person.text), "name": .string(member.name),
      "handle": .string(member.handle), "role": .string(member.role.text),
      "since": .string(rfc3339(member.since)),
      "givenBy": member.actor.map { .string($0.text) } ?? .null,
    ]
  }

  init(_ copy: RegionStatus.Copy) {
    self = [
      "id": .string(copy.writer.text), "device": JSON(copy.device),
      "incarnation": .string(copy.incarnation.text),
      "previous": copy.previous.map { .string($0.text) } ?? .null,
      "since": .string(rfc3339(copy.since)), "changes": .unsigned(copy.changes),
    ]
  }

  static func word(_ status: LogEntry.Device.Status) -> String {
    switch status {
    case .active: "active"
    case .revoked: "revoked"
    case .wiped: "wiped"
    }
  }

  init(_ check: CheckReport) {
    var findings: [String] = []
    if case .damaged(let found) = check { findings = found }
    self = ["sound": .bool(check == .sound), "findings": .array(findings.map(JSON.string))]
  }

  init(_ warning: RegionStatus.Warning) {
    switch warning {
    case .waiting(let space, let count): self = Self.warning("waiting", space, count)
    case .forks(let space, let count, let since):
      self = Self.warning("forks", space, count, since: since)
    case .voids(let space, let count, let since):
      self = Self.warning("voids", space, count, since: since)
    case .copy(let writer, let since):
      self = [
        "code": "copy", "device": .string(writer.replica.text), "copy": .string(writer.text),
        "since": .string(rfc3339(since)),
      ]
    case .silent(let device, let since):
      self = [
        "code": "silent", "device": .string(device.text), "since": .string(rfc3339(since)),
      ]
    case .backupFailed(let content, let since, let problem):
      self = [
        "code": "backup-failed", "backup": .string(content.word),
        "since": since.map { .string(rfc3339($0)) } ?? .null, "problem": .string(problem),
      ]
    case .backupLate(let content, let since):
      self = [
        "code": "backup-late", "backup": .string(content.word),
        "since": since.map { .string(rfc3339($0)) } ?? .null,
      ]
    }
  }

  private static func warning(
    _ code: String, _ space: SpaceID, _ count: UInt64, since: UInt64? = nil
  ) -> JSON {
    var members = [
      Member("code", .string(code)), Member("space", .string(space.text)),
      Member("count", .unsigned(count)),
    ]
    if let since { members.append(Member("since", .string(rfc3339(since)))) }
    return .object(members)
  }
}

extension BackupRecord.Content {
  fileprivate var word: String {
    switch self {
    case .database: "database"
    case .ledger: "ledger"
    }
  }
}

extension RegionStatus {
  /// What came of the copies that the server makes by itself; nothing where it was never told to.
  var backupsJSON: JSON {
    .array(
      BackupRecord.Content.allCases.compactMap { content in
        backups[content].map { record in
          [
            "backup": .string(content.word), "attempted": .string(rfc3339(record.attempted)),
            "done": record.done.map { .string(rfc3339($0)) } ?? .null,
            "problem": record.problem.map(JSON.string) ?? .null,
          ]
        }
      })
  }
}
