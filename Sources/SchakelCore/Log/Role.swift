/// What a person may do in a space.
public enum Role: UInt8, Hashable, Sendable {
  /// No longer a member.
  case none = 0
  case reader = 1
  case contributor = 2
  /// Settles any conflict, publishes, invites.
  case coordinator = 3
  /// Reads the audit, never edits.
  case auditor = 4

  public var mayWrite: Bool { self == .contributor || self == .coordinator }
  public var mayRead: Bool { self != .none }

  public var text: String {
    switch self {
    case .none: "none"
    case .reader: "reader"
    case .contributor: "contributor"
    case .coordinator: "coordinator"
    case .auditor: "auditor"
    }
  }

  public init?(text: String) {
    let roles: [Role] = [.none, .reader, .contributor, .coordinator, .auditor]
    guard let role = roles.first(where: { $0.text.utf8.elementsEqual(text.utf8) })
    else { return nil }
    self = role
  }
}
