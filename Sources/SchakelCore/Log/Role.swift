/// What a person may do in a space.
public enum Role: UInt8, Hashable, Sendable {
  /// No longer a member.
  case none = 0
  /// Sees everything in the space and writes nothing.
  case reader = 1
  /// Writes, and edits what others wrote.
  case contributor = 2
  /// Settles any conflict, publishes, invites.
  case coordinator = 3
  /// Reads the audit, never edits.
  case auditor = 4

  /// Whether changes of this person are taken; others are void, as ``VoidReason/notAllowed``.
  public var mayWrite: Bool { self == .contributor || self == .coordinator }
  /// Whether the region answers with what is in the space.
  public var mayRead: Bool { self != .none }

  /// The English word in lower case, as commands take and show it.
  public var text: String {
    switch self {
    case .none: "none"
    case .reader: "reader"
    case .contributor: "contributor"
    case .coordinator: "coordinator"
    case .auditor: "auditor"
    }
  }

  /// Reads ``text``, byte for byte; nil for any other word.
  public init?(text: String) {
    let roles: [Role] = [.none, .reader, .contributor, .coordinator, .auditor]
    guard let role = roles.first(where: { $0.text.utf8.elementsEqual(text.utf8) })
    else { return nil }
    self = role
  }
}
