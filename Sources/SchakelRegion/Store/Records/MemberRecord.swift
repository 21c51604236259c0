public import SchakelCore

/// A person's place in a space.
public struct MemberRecord: Sendable {
  /// The pseudonym.
  public let person: PersonID
  /// As the operator has it now; it is kept with the person and not in the log.
  public let name: String
  /// ``Role/none`` for one who left.
  public let role: Role
  /// Who gave the role; nil for the operator.
  public let actor: PersonID?
  /// When the role was given, milliseconds since 1970 (UTC).
  public let time: UInt64
  /// The position in the space's log at which name or role last changed.
  public let changed: UInt64

  public init(
    person: PersonID, name: String, role: Role, actor: PersonID?, time: UInt64, changed: UInt64
  ) {
    self.person = person
    self.name = name
    self.role = role
    self.actor = actor
    self.time = time
    self.changed = changed
  }

  var entry: LogEntry.Member {
    LogEntry.Member(person: person, role: role, actor: actor, time: time)
  }
}
