import SchakelCore
import SchakelJSON

/// What an audit of a file came to.
struct AuditVerifyReport: Report {
  let path: String
  let verdict: AuditFile.Verdict
  /// Where the key is known from that the file was checked with.
  let source: RegionKeySource
  let comparison: AuditComparison?

  /// Whether the file is in order, and of the past that this device knows.
  var holds: Bool {
    guard case .holds = verdict else { return false }
    return comparison?.contradiction == nil
  }

  // MARK: For programs

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("holds", .bool(holds)), .init("file", .string(path)),
    ]
    switch verdict {
    case .holds(let report):
      members += known(report)
      guard let found = comparison?.contradiction else { break }
      members.append(
        .init(
          "fault",
          Self.fault(
            found.kind.rawValue, space: found.space, position: found.checkpoint.position)))
    case .fails(let fault):
      members.append(.init("keyFrom", .string(source.rawValue)))
      members += ["made", "reader", "regionKey", "spaces", "checkpoints"].map { .init($0, .null) }
      members.append(
        .init(
          "fault",
          Self.fault(
            "\(fault.code)", space: fault.space, position: fault.position, fault)))
    }
    return .object(members)
  }

  private func known(_ report: AuditReport) -> [JSONValue.Member] {
    let compared: JSONValue =
      comparison.map { ["same": JSONValue($0.same), "later": JSONValue($0.later)] } ?? .null
    return [
      .init("made", DocumentJSON.time(report.header.time)),
      .init("reader", report.author(report.header.reader)),
      .init("regionKey", .string(Hex.encode(report.header.publicKey))),
      .init("keyFrom", .string(source.rawValue)),
      .init("checkpoints", compared),
      .init("spaces", .array(report.spaces.map { Self.json(of: $0, report) })),
    ]
  }

  private static func fault(
    _ what: String, space: SpaceID?, position: UInt64?, _ fault: AuditFault? = nil
  ) -> JSONValue {
    [
      "what": .string(what), "detail": fault.map { .string($0.message) } ?? .null,
      "space": space.map { .string($0.text) } ?? .null,
      "position": position.map { .unsigned($0) } ?? .null,
      "document": (fault?.document).map { .string($0.text) } ?? .null,
      "field": (fault?.field).map { .string($0.text) } ?? .null,
      "record": (fault?.record).map { .string($0.text) } ?? .null,
    ]
  }

  private static func json(
    of space: AuditReport.Space, _ report: AuditReport
  ) -> JSONValue {
    let counts = space.counts
    return [
      "id": .string(space.space.space.text), "name": .string(space.space.name),
      "entries": .unsigned(counts.entries), "changes": .unsigned(counts.changes),
      "documents": .unsigned(space.documents), "refused": .unsigned(counts.voids),
      "seals": .unsigned(counts.seals), "checkpoints": .unsigned(counts.checkpoints),
      "restarts": .unsigned(counts.epochs), "erased": .unsigned(counts.erased),
      "combined": .unsigned(counts.combined), "unproven": .unsigned(counts.unproven),
      "recovered": .unsigned(counts.recovered),
      "conflicts": AuditTally(space.records).json,
      "roles": .array(space.roles.map { role(of: $0, report) }),
      "withdrawals": .array(space.withdrawals.map { withdrawal(of: $0, report) }),
      "dismissals": .array(
        space.dismissals.map { dismissal in
          [
            "time": DocumentJSON.time(dismissal.time), "change": .string(dismissal.dot.text),
            "dismissedBy": report.author(dismissal.actor),
          ]
        }),
      "openings": .array(
        space.openings.map { opening in
          [
            "time": DocumentJSON.time(opening.time), "openedBy": report.author(opening.actor),
          ]
        }),
      "copies": .array(
        space.admissions.map { admission in
          [
            "time": DocumentJSON.time(admission.time),
            "device": .string(admission.writer.replica.text),
            "incarnation": .string(admission.writer.incarnation.text),
            "previous": admission.previous.map { .string($0.text) } ?? .null,
            "admittedBy": report.author(admission.actor),
          ]
        }),
      "erasures": .array(
        space.erasures.map { erasure in
          [
            "time": DocumentJSON.time(erasure.time),
            "changes": JSONValue(erasure.parts.reduce(0) { $0 + $1.dots.count }),
            "ground": .string(erasure.ground.text),
            "requestedBy": report.author(erasure.requestedBy),
            "approvedBy": report.author(erasure.approvedBy),
          ]
        }),
      "readings": .array(
        space.readings.map { reading in
          [
            "time": DocumentJSON.time(reading.time), "reader": report.author(reading.reader),
            "scope": .string("\(reading.scope)"),
          ]
        }),
    ]
  }

  private static func withdrawal(
    of device: LogEntry.Device, _ report: AuditReport
  ) -> JSONValue {
    [
      "time": DocumentJSON.time(device.time), "device": .string(device.replica.text),
      "owner": report.author(device.person), "status": .string("\(device.status)"),
      "withdrawnBy": report.author(device.actor),
    ]
  }

  private static func role(of member: LogEntry.Member, _ report: AuditReport) -> JSONValue {
    [
      "time": DocumentJSON.time(member.time), "person": report.author(member.person),
      "role": .string(member.role.text), "givenBy": report.author(member.actor),
    ]
  }
}

extension AuditReport {
  fileprivate func author(_ person: PersonID?) -> JSONValue {
    guard let person else { return .null }
    let name = people.first { $0.person == person }?.name
    return ["person": .string(person.text), "name": name.map(JSONValue.string) ?? .null]
  }
}
