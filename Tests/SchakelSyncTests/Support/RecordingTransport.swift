import SchakelCore
import SchakelSync
import SchakelTesting
import Synchronization

/// A device's way to the region that keeps every byte which leaves the device.
final class RecordingTransport: TokenTransport {
  private let device: TestDevice
  private let wire: TokenWire
  private let kept = Mutex<[[UInt8]]>([])

  init(_ device: TestDevice, token: String) {
    self.device = device
    wire = TokenWire(device, token: token)
  }

  /// All that left, a message each.
  var sent: [[UInt8]] { kept.withLock(\.self) }

  private func keep(_ bytes: [UInt8]) { kept.withLock { $0.append(bytes) } }

  func use(_ token: String) {
    device.token = token
    wire.use(token)
  }

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    keep(request)
    if device.wire({ $0.isDown }) { throw TransportFailure(.unreachable, "no network") }
    return try await wire.sync(request)
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    keep(request)
    return try await MemoryTransport(device: device).history(request)
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> { try await wire.events() }

  func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8] {
    keep(Array(replica.text.utf8))
    return try await wire.tokenChallenge(for: replica)
  }

  func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure) {
    keep(renewal.message(to: TestRegion.key) + renewal.signature)
    try await wire.renewToken(renewal)
  }
}
