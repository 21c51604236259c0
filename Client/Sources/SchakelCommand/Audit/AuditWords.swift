import SchakelCore

/// Sentences about who gave which role, who decided what, who let a copy go on, who erased what, and who
/// read the audit.
struct AuditWords {
  let names: AuditNames
  /// How a moment is said: milliseconds since 1970 (UTC).
  let dates: (UInt64) -> String

  private var language: Language { names.language }

  /// The words of the ground are kept elsewhere: its first digits tell which it is.
  func erasure(_ erasure: LogEntry.Erasure) -> String {
    language(
      AuditPhrase.erasure,
      [
        "time": .text(dates(erasure.time)),
        "count": .count(erasure.parts.reduce(0) { $0 + $1.dots.count }),
        "asker": .text(
          erasure.requestedBy.map(names.name) ?? language(AuditPhrase.somebodyElse)),
        "decider": .text(names.name(erasure.approvedBy)),
        "ground": .text(String(erasure.ground.text.prefix(16))),
      ])
  }

  func admission(_ admission: LogEntry.Admission, _ devices: [ReplicaID: LogEntry.Device]) -> String
  {
    language(
      AuditPhrase.copyAdmitted,
      [
        "time": .text(dates(admission.time)), "device": .text(device(of: admission, devices)),
        "decider": .text(decider(of: admission)),
      ])
  }

  /// Whose copy it is.
  func device(
    of admission: LogEntry.Admission, _ devices: [ReplicaID: LogEntry.Device]
  ) -> String {
    let replica = admission.writer.replica
    return names.device(replica, of: devices[replica]?.person)
  }

  /// Only a coordinator of the space is named there.
  func decider(of admission: LogEntry.Admission) -> String {
    admission.actor.map(names.name) ?? language(AuditPhrase.elsewhere)
  }

  func role(_ member: LogEntry.Member) -> String {
    language(
      member.role == .none ? AuditPhrase.roleTaken : .roleGiven,
      [
        "time": .text(dates(member.time)), "name": .text(names.name(member.person)),
        "role": .text(Labels(language: language).role(member.role)),
        "decider": .text(giver(of: member)),
      ])
  }

  /// Where nobody is named it is the operator's word, which nothing in the log confirms.
  func giver(of member: LogEntry.Member) -> String {
    member.actor.map(names.name) ?? language(AuditPhrase.theOperator)
  }

  func withdrawal(_ device: LogEntry.Device) -> String {
    language(
      device.status == .wiped ? AuditPhrase.deviceEmptied : .deviceWithdrawn,
      ["device": .text(names.device(device.replica, of: device.person))])
  }

  func dismissal(
    _ dismissal: LogEntry.Dismissal, _ devices: [ReplicaID: LogEntry.Device]
  ) -> String {
    let replica = dismissal.dot.writer.replica
    return language(
      AuditPhrase.heldDismissed,
      ["device": .text(names.device(replica, of: devices[replica]?.person))])
  }

  /// Nobody is named where it was the operator, or a coordinator of another space.
  func withdrawer(of device: LogEntry.Device) -> String {
    device.actor.map(names.name) ?? language(AuditPhrase.operatorOrElsewhere)
  }

  func opener(of opening: LogEntry.Opening) -> String {
    opening.actor.map(names.name) ?? language(AuditPhrase.coordinatorElsewhere)
  }

  func reading(_ reading: LogEntry.Reading) -> String {
    let phrase: AuditPhrase
    switch reading.scope {
    case .conflicts: phrase = .readConflicts
    case .conflict: phrase = .readConflict
    case .export: phrase = .readExport
    case .verification: phrase = .readVerification
    case .person: phrase = .readPerson
    }
    return language(
      phrase, ["time": .text(dates(reading.time)), "name": .text(names.name(reading.reader))])
  }
}
