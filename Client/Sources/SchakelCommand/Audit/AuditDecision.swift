import SchakelCore

/// Something that somebody decided on a space, in words: a device was taken out of use, a change let go
/// that was held, the region opened.
struct AuditDecision {
  /// When it was decided, milliseconds since 1970 (UTC).
  let time: UInt64
  let what: String
  let decider: String

  /// By the time at which they were decided.
  static func all(
    _ withdrawals: [LogEntry.Device], _ dismissals: [LogEntry.Dismissal],
    _ openings: [LogEntry.Opening], devices: [ReplicaID: LogEntry.Device], _ words: AuditWords
  ) -> [AuditDecision] {
    let all =
      withdrawals.map { device in
        AuditDecision(
          time: device.time, what: words.withdrawal(device),
          decider: words.withdrawer(of: device))
      }
      + dismissals.map { dismissal in
        AuditDecision(
          time: dismissal.time, what: words.dismissal(dismissal, devices),
          decider: words.names.name(dismissal.actor))
      }
      + openings.map { opening in
        AuditDecision(
          time: opening.time, what: words.names.language(AuditPhrase.regionOpened),
          decider: words.opener(of: opening))
      }
    return all.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }
}
