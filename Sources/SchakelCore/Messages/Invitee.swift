/// Whom a coordinator invites from a device.
public enum Invitee: Hashable, Sendable {
  /// Somebody who is, or was, in a space that the coordinator reads, by pseudonym.
  case person(PersonID)
  /// Somebody who is new, under the name that colleagues read.
  case new(name: String)
}
