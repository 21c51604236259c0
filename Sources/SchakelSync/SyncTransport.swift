public import SchakelCore

/// The way to the region: bytes out, bytes in. `SchakelSyncHTTP` has one over HTTP; tests have
/// one in memory.
public protocol SyncTransport: Sendable {
  /// Sends an encoded ``SyncRequest`` and returns the encoded ``SyncAnswer``.
  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

  /// Sends an encoded ``HistoryRequest`` and returns the encoded ``HistoryAnswer``.
  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

  /// Sends an encoded ``SyncRequest`` of a device that is in use no more: the region takes what it brings
  /// and says nothing else.
  func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

  /// Sends an encoded `HeldRequest` and returns the encoded `HistoryAnswer`, for a coordinator.
  func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

  /// Lets a change go that is held. It may be said again.
  func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure)

  /// Invites somebody to a space, for a coordinator of it. Where the answer is lost another invitation may be
  /// made: one that nobody uses ends by itself.
  func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role
  ) async throws(TransportFailure) -> GivenInvitation

  /// Gives somebody of a space another role there, for a coordinator of it; ``Role/none`` takes it away. It
  /// may be said again.
  ///
  /// - Returns: whether that is news.
  func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID
  ) async throws(TransportFailure) -> Bool

  /// The region's word that spaces moved, for as long as the connection holds. Ends when it breaks;
  /// whoever follows it then falls back on asking now and again.
  func events() async throws(TransportFailure) -> AsyncStream<SpaceID>

  /// How soon the region wants those back whose event stream ended, in milliseconds; nil where it
  /// has not said so.
  var reconnectDelay: UInt64? { get }

  /// The region said that the device's token is to be renewed (`SyncAnswer.isTokenDue`). What fails
  /// now is no failure: the token is good for a while yet, and the region says so again.
  func renewDueToken() async
}

extension SyncTransport {
  /// A transport need not know how: what the device still has stays there.
  public func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.deviceRevoked, "This way to the region takes nothing more.")
  }

  /// A transport need not know how.
  public func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.requestRefused, "This way to the region tells nothing of what is held.")
  }

  /// A transport need not know how.
  public func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure) {
    throw TransportFailure(
      .requestRefused, "This way to the region decides nothing of what is held.")
  }

  /// A transport need not know how.
  public func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role
  ) async throws(TransportFailure) -> GivenInvitation {
    throw TransportFailure(.requestRefused, "This way to the region invites nobody.")
  }

  /// A transport need not know how.
  public func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID
  ) async throws(TransportFailure) -> Bool {
    throw TransportFailure(.requestRefused, "This way to the region gives no roles.")
  }

  /// Nothing: a transport need not have anything to renew it with.
  public func renewDueToken() async {}

  /// nil: a transport need not know.
  public var reconnectDelay: UInt64? { nil }
}
