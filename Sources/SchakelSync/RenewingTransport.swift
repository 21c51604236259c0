public import SchakelCore

/// A way to the region whose token renews by itself: when the region says that it is due, when it has
/// ended, and when the region does not know it, as one that was put back may not. Nobody is asked and
/// nothing is lost, as long as the device's key is known there.
///
///     let transport = RenewingTransport(
///       try HTTPTransport(server: server, token: token), token: token, keeper: keeper)
///
/// *Invariant*: a token is kept before it is shown (``TokenKeeper/save``).
public final class RenewingTransport: SyncTransport {
  private let transport: any TokenTransport
  private let renewer: TokenRenewer

  /// What another process keeps is tried first, and then the key.
  private static let replacements = 2

  /// - Parameter token: what `transport` shows.
  public init(_ transport: any TokenTransport, token: String, keeper: TokenKeeper) {
    self.transport = transport
    renewer = TokenRenewer(transport, token: token, keeper: keeper)
  }

  public func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await admitted { () async throws(TransportFailure) in try await transport.sync(request) }
  }

  public func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await admitted { () async throws(TransportFailure) in try await transport.history(request) }
  }

  /// A device that is out of use has this door alone; the last token opens it, ended or not.
  public func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await admitted { () async throws(TransportFailure) in try await transport.handIn(request) }
  }

  public func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await admitted { () async throws(TransportFailure) in
      try await transport.heldChanges(request)
    }
  }

  public func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure) {
    try await admitted { () async throws(TransportFailure) in
      try await transport.dismissHeld(dot, in: space)
    }
  }

  public func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role
  ) async throws(TransportFailure) -> GivenInvitation {
    try await admitted { () async throws(TransportFailure) in
      try await transport.invite(invitee, to: space, as: role)
    }
  }

  public func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID
  ) async throws(TransportFailure) -> Bool {
    try await admitted { () async throws(TransportFailure) in
      try await transport.setRole(role, of: person, in: space)
    }
  }

  public func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    try await admitted { () async throws(TransportFailure) in try await transport.events() }
  }

  public var reconnectDelay: UInt64? { transport.reconnectDelay }

  public func renewDueToken() async { try? await renewer.renewDue() }

  /// Repeats what was refused for its token with another. A request that was refused so was not heard.
  private func admitted<Answer>(
    _ body: () async throws(TransportFailure) -> Answer
  ) async throws(TransportFailure) -> Answer {
    var replaced = 0
    while true {
      let shown = await renewer.current
      do throws(TransportFailure) {
        return try await body()
      } catch {
        guard error.code == .tokenExpired || error.code == .tokenRefused,
          replaced < Self.replacements
        else { throw error }
        replaced += 1
        try await renewer.replace(shown, refusedBy: error)
      }
    }
  }
}
