public import SchakelCore

/// A person's place in a space.
public struct MemberRecord: Sendable {
  public let person: PersonID
  public let name: String
  public let role: Role
  /// Who gave the role; nil for the operator.
  public let actor: PersonID?
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
