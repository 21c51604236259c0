public import SchakelCore

/// The way to the region: bytes out, bytes in. `SchakelSyncHTTP` has one over HTTP; tests have
/// one in memory.
public protocol SyncTransport: Sendable {
  /// Sends an encoded ``SyncRequest`` and returns the encoded ``SyncAnswer``.
  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

  /// Sends an encoded ``HistoryRequest`` and returns the encoded ``HistoryAnswer``.
  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8]

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
  /// Nothing: a transport need not have anything to renew it with.
  public func renewDueToken() async {}

  /// nil: a transport need not know.
  public var reconnectDelay: UInt64? { nil }
}
