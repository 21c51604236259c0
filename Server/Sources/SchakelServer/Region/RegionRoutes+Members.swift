import Hummingbird
import Logging
import SchakelCore
import SchakelRegion

// People whom a coordinator lets in, and roles that they give, from a device. Who is meant is in the body:
// addresses end up in logs of others.
extension RegionRoutes {
  /// `POST /v1/invitations`: an invitation to a space, for a coordinator of it. Its code is in the answer, and
  /// nowhere else.
  @Sendable func invite(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let asked = try await request.json(as: InvitationRequest.self, upTo: Self.jsonBytes)
    let (space, role, invitee) = (try asked.spaceID(), try asked.givenRole(), try asked.invitee())
    let given = try await service.invite(invitee, to: space, as: role, by: device)
    note("invite", space, role, given.person, context)
    return .json(
      [
        "code": .string(Hex.encode(given.code)), "person": .string(given.person.text),
        "expires": .string(Self.text(of: given.expires)),
      ], status: .created)
  }

  /// `POST /v1/role-changes`: another role for somebody of a space, for a coordinator of it. It may be said
  /// again.
  @Sendable func changeRole(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let asked = try await request.json(as: RoleChange.self, upTo: Self.jsonBytes)
    let (space, role, person) = (try asked.spaceID(), try asked.newRole(), try asked.personID())
    let (_, isNews) = try await service.setRole(role, of: person, in: space, by: device)
    note("give-role", space, role, person, context)
    return .json(["changed": .bool(isNews)])
  }

  /// What the request's own line does not say: pseudonyms alone, no name and no code.
  private func note(
    _ action: String, _ space: SpaceID, _ role: Role, _ person: PersonID, _ context: Context
  ) {
    context.logger.info(
      "a coordinator decided who is in a space",
      metadata: [
        LogKey.action: "\(action)",
        LogKey.object: "space \(space.text) \(role.text) \(person.text)",
        LogKey.result: "done", LogKey.origin: "\(context.origin)",
        LogKey.actor: "\(context.trail.actor ?? "-")",
      ])
  }
}
