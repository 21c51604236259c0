import SchakelCore

/// The body: to which space, as what, and either the name of somebody new or the pseudonym of somebody whom
/// the device sees.
struct InvitationRequest: Decodable {
  let space: String
  let role: String
  let name: String?
  let person: String?

  func spaceID() throws(Problem) -> SpaceID {
    guard let space = SpaceID(text: space) else { throw Problem.invalid("/space") }
    return space
  }

  func givenRole() throws(Problem) -> Role {
    guard let role = Role(text: role), role != .none else { throw Problem.invalid("/role") }
    return role
  }

  func invitee() throws(Problem) -> Invitee {
    switch (name, person) {
    case (let name?, nil): return .new(name: name)
    case (nil, let text?):
      guard let person = PersonID(text: text) else { throw Problem.invalid("/person") }
      return .person(person)
    case (nil, nil):
      throw Problem(
        .invalidInput, "See errors for the places.",
        faults: [
          .init(.body, at: "/name", code: "missing", "Say who: a name, or a person.")
        ])
    case (_?, _?): throw Problem.invalid("/person")
    }
  }
}
