import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync

@testable import SchakelRegion
@testable import SchakelServer

/// A region with two spaces, in each of which two people disagree, and the callers of the table of
/// roles. What they send was made by devices that take themselves for coordinators everywhere: what
/// may not be is the region's to say.
final class RoleScene {
  /// Somebody who asks.
  struct Caller {
    let device: TestDevice
    /// What it says it is: nil for nothing.
    let token: String?
    let handle: String
  }

  /// What there is to be had in a space.
  struct Place {
    let space: SpaceID
    let document: DocumentID
    let conflict: String
    /// Where the log was before anything was written.
    let start: Cursor?
  }

  let server: RegionServer
  /// A space in which all callers are readers, added after the others and told of after them.
  let lobby: SpaceID
  private(set) var places: [String: Place] = [:]
  private(set) var callers: [String: Caller] = [:]

  init(_ server: RegionServer) async throws {
    self.server = server
    let other = try await server.service.addSpace(name: "Other neighbourhood").id
    lobby = try await server.service.addSpace(name: "Lobby").id
    places["own"] = try await disagreement(in: server.space, "own")
    places["other"] = try await disagreement(in: other, "other")
    places["none"] = Place(
      space: SpaceID(rawValue: 7), document: DocumentID(milliseconds: 1, random: (1, 1)),
      conflict: "00000000000000ff", start: places["own"]?.start)
    for role in [Role.reader, .contributor, .coordinator, .auditor] {
      callers[role.text] = try await caller(role.text, as: role)
    }
    for name in ["left", "revoked", "nobody", "forged"] {
      callers[name] = try await caller(name, as: .contributor)
    }
    callers["raised"] = try await caller("raised", as: .reader)
    callers["lowered"] = try await caller("lowered", as: .coordinator)
    for (name, role) in [("left", Role.none), ("raised", .auditor), ("lowered", .reader)] {
      let person = try device(name).replica.identity.person.unwrapped
      _ = try await server.service.setRole(role, of: person, in: server.space, leavesNone: true)
    }
    _ = try await server.service.revoke(device("revoked").replica.identity.replica)
    callers["nobody"] = try Caller(device: device("nobody"), token: nil, handle: "nobody")
    let forged = String(repeating: "0f", count: 32)
    callers["forged"] = try Caller(device: device("forged"), token: forged, handle: "forged")
  }

  func caller(_ name: String) throws -> Caller { try callers[name].unwrapped }
  func place(_ name: String) throws -> Place { try places[name].unwrapped }
  /// Somebody by the operator's own name; of nobody a pseudonym that nobody has.
  func person(_ handle: String) throws -> PersonID {
    try server.service.person(named: handle) ?? PersonID(rawValue: 12345)
  }
  private func device(_ name: String) throws -> TestDevice { try caller(name).device }

  /// Two people write two titles while apart.
  private func disagreement(in space: SpaceID, _ name: String) async throws -> Place {
    let one = try await server.device(of: "one \(name)", in: space)
    let two = try await server.device(of: "two \(name)", in: space)
    _ = try await one.sync()
    let start = try one.nextRequest().spaces.first?.cursor
    let note = try one.note("bench", in: space)
    for device in [one, two] { _ = try await device.sync() }
    try one.replica.edit(note, [.set("title", Value("gone"))])
    try two.replica.edit(note, [.set("title", Value("back"))])
    for device in [one, two, one] { _ = try await device.sync() }
    let auditor = try await server.device(of: "auditor \(name)", in: space, as: .auditor)
    let list = try await server.get("/v1/audit/conflicts", token: auditor.token)
    return Place(
      space: space, document: note, conflict: try list.ids.first.unwrapped, start: start)
  }

  /// A device with a role in one's own space, which holds what is there and believes itself to be a
  /// coordinator's in all.
  private func caller(_ name: String, as role: Role) async throws -> Caller {
    let device = try await server.device(of: name, as: role)
    let code = Hex.encode(try await server.code(for: name, to: lobby, as: .reader))
    _ = try await server.enrol(#"{"code":"\#(code)"}"#, token: device.token)
    _ = try await device.sync()
    let person = try device.replica.identity.person.unwrapped
    let spaces = places.values.map {
      Enrolment.Space(id: $0.space, name: "Example", role: .coordinator)
    }
    try device.replica.adopt(Enrolment(person: person, name: name, spaces: spaces))
    return Caller(device: device, token: device.token, handle: name)
  }
}
