import SchakelCore
import SchakelSync
import SchakelTesting

/// A way to the region that takes no more than so many bytes of last words at once.
struct NarrowTransport: SyncTransport {
  let way: MemoryTransport
  let limit: Int

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await way.sync(request)
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await way.history(request)
  }

  func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    guard request.count <= limit else { throw TransportFailure(.tooLarge, "too large") }
    return try await way.handIn(request)
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> { try await way.events() }
}
