import SchakelCore
import SchakelSync
import SchakelTesting
import Synchronization

/// A device's way to the region in memory, with an event stream that the test holds the other end of.
final class StreamingTransport: SyncTransport {
  struct State {
    /// Why no stream is to be had.
    var failure: TransportFailure?
    /// Requests that come now are never answered.
    var isHanging = false
    /// The bytes of the largest request that a proxy on the way lets through.
    var largest = Int.max
    var streams: [AsyncStream<SpaceID>.Continuation] = []
    /// Streams that were asked for.
    var asked = 0
    var syncs = 0
  }

  private let base: MemoryTransport
  private let state = Mutex(State())

  init(_ device: TestDevice) { base = MemoryTransport(device: device) }

  func callAsFunction<T: Sendable>(_ body: (inout State) -> T) -> T {
    state.withLock { body(&$0) }
  }

  /// The region's word on every open stream.
  func tell(_ space: SpaceID) { for stream in self({ $0.streams }) { stream.yield(space) } }

  func endStreams() {
    let streams = self { state in
      defer { state.streams = [] }
      return state.streams
    }
    for stream in streams { stream.finish() }
  }

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let (isHanging, largest) = self { state in
      state.syncs += 1
      return (state.isHanging, state.largest)
    }
    guard request.count <= largest else {
      throw TransportFailure(.tooLarge, "\(request.count) bytes")
    }
    if isHanging {
      // Ends when the task is cancelled, and not otherwise.
      for await _ in AsyncStream<Never>.makeStream().stream {}
      throw TransportFailure(.cancelled, "called off")
    }
    return try await base.sync(request)
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await base.history(request)
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    let (stream, continuation) = AsyncStream.makeStream(of: SpaceID.self)
    let failure = self { state in
      state.asked += 1
      if state.failure == nil { state.streams.append(continuation) }
      return state.failure
    }
    if let failure { throw failure }
    return stream
  }
}
