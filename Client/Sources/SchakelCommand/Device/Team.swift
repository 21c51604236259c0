import SchakelCore
import SchakelStore
import SchakelSync

/// The people of a group, and what a coordinator does about them.
struct Team {
  let device: Device
  let space: Membership
  private let regionKey: [UInt8]

  /// The longest name that a region takes.
  static let nameBytes = 256

  init(device: Device, space: Membership) throws {
    self.device = device
    self.space = space
    regionKey = try device.credential().regionKey
  }

  /// Whose device this is; nil before it is enrolled.
  func me() throws -> PersonID? { try device.replica.owner()?.person }

  /// As this device last heard.
  func members() throws -> [SpaceMember] {
    try device.replica.members(of: space.id, regionKey: regionKey)
  }

  /// Somebody of this group, by name or number; by a whole number also one who left it.
  func member(typed text: String) throws -> Author {
    try one(of: members().map(\.author), typed: text)
  }

  /// Somebody of any of this device's groups, likewise.
  func anyone(typed text: String) throws -> PersonID {
    var people: [Author] = []
    for space in try device.spaces() {
      for member in try device.replica.members(of: space.id, regionKey: regionKey)
      where !people.contains(where: { $0.person == member.author.person }) {
        people.append(member.author)
      }
    }
    return try one(of: people, typed: text).person
  }

  private func one(of people: [Author], typed text: String) throws -> Author {
    let wanted = text.lowercased()
    let found = people.filter { $0.person.text == wanted || $0.name?.lowercased() == wanted }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw device.context.failure(
        MemberPhrase.severalPeople,
        [
          "name": .text(text),
          "ids": .text(found.map(\.person.text).joined(separator: ", ")),
        ])
    }
    guard let person = PersonID(text: wanted) else {
      throw device.context.failure(MemberPhrase.unknownPerson, ["name": .text(text)])
    }
    return try device.replica.author(person)
  }

  /// Asks the region for an invitation.
  func invite(_ invitee: Invitee, as role: Role) async throws -> Invitation {
    let transport = try Syncing(device: device).synchroniser.transport
    let given: GivenInvitation
    do throws(TransportFailure) {
      given = try await transport.invite(invitee, to: space.id, as: role)
    } catch {
      throw explained(error)
    }
    let server = try device.credential().server
    guard let invitation = Invitation(server: server, code: given.code) else {
      throw TransportFailure(.badAddress, "The server's address fits in no invitation.")
    }
    return invitation
  }

  /// Gives somebody a role, and brings this device up to date with that.
  func give(_ role: Role, to person: Author) async throws -> RoleReport {
    let syncing = try Syncing(device: device)
    let isNews: Bool
    do throws(TransportFailure) {
      isNews = try await syncing.synchroniser.transport.setRole(
        role, of: person.person, in: space.id)
    } catch {
      throw explained(error)
    }
    // What else was to be heard of is told once, here.
    let report = try await syncing.once()
    for line in report.noticeLines(in: device.context) { device.context.output.errorLine(line) }
    return RoleReport(person: person, role: role, space: space, isNews: isNews)
  }

  /// What the region refused, with what to do about it.
  private func explained(_ failure: TransportFailure) -> any Error {
    let phrase: MemberPhrase
    switch (failure.code, failure.problem) {
    case (.forbidden, _): phrase = .coordinatorsOnly
    case (_, "/problems/unknown-person"): phrase = .unseen
    case (_, "/problems/already-member"): phrase = .alreadyIn
    case (_, "/problems/last-coordinator"): phrase = .lastCoordinator
    case (_, "/problems/too-many-invitations"): phrase = .tooMany
    // A server that is older has no such address.
    case (.requestRefused, "/problems/not-found"): phrase = .olderRegion
    default: return failure
    }
    return device.context.failure(phrase, ["space": .text(space.name)])
  }
}
