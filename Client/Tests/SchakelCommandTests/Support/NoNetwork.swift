import SchakelCommand
import SchakelCore
import SchakelSync

/// There is none.
struct NoNetwork: Network {
  static let failure = TransportFailure(.unreachable, "there is no network")

  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    throw .transport(Self.failure)
  }

  func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey { throw Self.failure }

  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) { throw Self.failure }

  func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) -> any SyncTransport { Transport() }

  struct Transport: SyncTransport {
    func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] { throw failure }
    func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] { throw failure }
    func events() async throws(TransportFailure) -> AsyncStream<SpaceID> { throw failure }
  }
}
