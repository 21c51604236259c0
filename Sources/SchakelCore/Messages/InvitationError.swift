/// Why a line is no invitation that this version can use.
public enum InvitationError: Error, Hashable, Sendable {
  /// The line begins with something else.
  case notAnInvitation
  /// The line is of a later version: the reader must be upgraded.
  case newer
  /// Characters are missing or changed.
  case damaged
}

extension InvitationError: CustomStringConvertible {
  /// One sentence that says what to do.
  public var description: String {
    switch self {
    case .notAnInvitation: "an invitation begins with schakel:1: - copy the whole line"
    case .newer: "the invitation is of a newer version: upgrade this program"
    case .damaged: "the invitation is not whole: copy it again, from schakel: to its last letter"
    }
  }
}
