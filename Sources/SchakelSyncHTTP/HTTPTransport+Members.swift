import Foundation
public import SchakelCore
public import SchakelSync

extension HTTPTransport {
  /// `POST /v1/invitations`.
  ///
  /// - Throws: `forbidden`; `requestRefused` with the ``TransportFailure/problem`` `/problems/unknown-person`,
  ///   `/problems/already-member` or `/problems/too-many-invitations`, or `/problems/not-found` from a
  ///   server that is older than this.
  public func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role
  ) async throws(TransportFailure) -> GivenInvitation {
    var asked = Asked(space: space.text, role: role.text)
    switch invitee {
    case .person(let person): asked.person = person.text
    case .new(let name): asked.name = name
    }
    let answer = try await tell("/v1/invitations", asked, statuses: 201...201)
    guard let told = try? JSONDecoder().decode(ToldInvitation.self, from: Data(answer)),
      let code = Hex.decode(told.code), code.count == Invitation.codeBytes,
      let person = PersonID(text: told.person), let expires = Self.milliseconds(told.expires)
    else { throw Self.unreadable }
    return GivenInvitation(code: code, person: person, expires: expires)
  }

  /// `POST /v1/role-changes`.
  ///
  /// - Throws: as ``invite(_:to:as:)``, and with `/problems/last-coordinator`.
  public func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID
  ) async throws(TransportFailure) -> Bool {
    let asked = Asked(space: space.text, role: role.text, person: person.text)
    let answer = try await tell("/v1/role-changes", asked, statuses: 200...200)
    guard let told = try? JSONDecoder().decode(ToldRole.self, from: Data(answer)) else {
      throw Self.unreadable
    }
    return told.changed
  }

  private static let unreadable = TransportFailure(
    .notSchakel, "The answer about the people of a space cannot be read.")

  private func tell(
    _ path: String, _ asked: Asked, statuses: ClosedRange<Int>
  ) async throws(TransportFailure) -> [UInt8] {
    let body: Data
    do {
      body = try JSONEncoder().encode(asked)
    } catch {
      throw TransportFailure(.requestRefused, "The name cannot be sent: \(error).")
    }
    let type = "application/json"
    let hope = Exchange.Hope(type, statuses: statuses, limit: limits.enrolmentBytes)
    return try await exchange(path, body: body, type: type, hope: hope)
  }

  /// A moment as the server writes it (RFC 3339, UTC), in milliseconds since 1970; nil for anything else.
  private static func milliseconds(_ text: String) -> UInt64? {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    guard let date = (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: .iso8601))
    else { return nil }
    return UInt64(exactly: (date.timeIntervalSince1970 * 1_000).rounded())
  }
}

private struct Asked: Encodable {
  let space: String
  let role: String
  var person: String?
  var name: String?
}

private struct ToldInvitation: Decodable {
  let code: String
  let person: String
  let expires: String
}

private struct ToldRole: Decodable {
  let changed: Bool
}
