import SchakelCore

/// The body: who in which space gets which role; `none` takes it away.
struct RoleChange: Decodable {
  let space: String
  let person: String
  let role: String

  func spaceID() throws(Problem) -> SpaceID {
    guard let space = SpaceID(text: space) else { throw Problem.invalid("/space") }
    return space
  }

  func personID() throws(Problem) -> PersonID {
    guard let person = PersonID(text: person) else { throw Problem.invalid("/person") }
    return person
  }

  func newRole() throws(Problem) -> Role {
    guard let role = Role(text: role) else { throw Problem.invalid("/role") }
    return role
  }
}
