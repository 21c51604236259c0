import SchakelCore
import SchakelStore

extension Device {
  /// The spaces that the person is in now.
  func spaces() throws -> [Membership] {
    try replica.spaces().filter(\.role.mayRead).map {
      Membership(id: $0.id, name: $0.name, role: $0.role)
    }
  }
}
