import HummingbirdCore
import NIOCore
import Synchronization

/// A request's body while a handler may read it. The connection reads on from the same stream once
/// there is an answer, and two may not read at once; so a handler that is no longer waited for
/// loses the body first.
final class LentBody: AsyncSequence, Sendable {
  private enum State {
    case lent
    /// A part is on its way.
    case reading
    /// Taken back while a part was on its way; who takes it back waits for that.
    case leaving(CheckedContinuation<Void, Never>)
    case takenBack
  }

  private let body: RequestBody
  private let state = Mutex(State.lent)

  init(_ body: RequestBody) {
    self.body = body
  }

  /// Ends the reading: what is asked for from now on is a `CancellationError`. Waits for a part
  /// that is on its way, so cancel its reader before.
  func takeBack() async {
    await withCheckedContinuation { waiter in
      let isFree = state.withLock { state in
        if case .reading = state {
          state = .leaving(waiter)
          return false
        }
        state = .takenBack
        return true
      }
      if isFree { waiter.resume() }
    }
  }

  private func begin() throws {
    try state.withLock { state in
      guard case .lent = state else { throw CancellationError() }
      state = .reading
    }
  }

  private func end() {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard case .leaving(let waiter) = state else {
        state = .lent
        return nil
      }
      state = .takenBack
      return waiter
    }
    waiter?.resume()
  }

  func makeAsyncIterator() -> Iterator { Iterator(lender: self, parts: body.makeAsyncIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate let lender: LentBody
    fileprivate var parts: RequestBody.AsyncIterator

    mutating func next() async throws -> ByteBuffer? {
      try lender.begin()
      defer { lender.end() }
      return try await parts.next()
    }
  }
}
