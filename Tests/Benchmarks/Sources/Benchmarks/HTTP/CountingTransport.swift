import SchakelCore
import SchakelSync
import SchakelSyncHTTP
import Synchronization

/// The real transport, with an account of what went over it: bodies, without HTTP's headers.
final class CountingTransport: SyncTransport {
  struct Count: Sendable {
    var exchanges = 0
    var requestBytes = 0
    var answerBytes = 0
  }

  private let transport: HTTPTransport
  private let count = Mutex(Count())

  init(_ transport: HTTPTransport) { self.transport = transport }

  /// What went over it since it was last asked.
  func take() -> Count {
    count.withLock { count in
      defer { count = Count() }
      return count
    }
  }

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let answer = try await transport.sync(request)
    note(request, answer)
    return answer
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let answer = try await transport.history(request)
    note(request, answer)
    return answer
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    try await transport.events()
  }

  private func note(_ request: [UInt8], _ answer: [UInt8]) {
    count.withLock { count in
      count.exchanges += 1
      count.requestBytes += request.count
      count.answerBytes += answer.count
    }
  }
}
