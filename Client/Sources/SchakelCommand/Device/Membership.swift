import SchakelCore

/// A space that this device's person is in.
struct Membership: Hashable, Sendable {
  let id: SpaceID
  let name: String
  let role: Role
}
