import SchakelCore
import Synchronization

/// The writes under way that say of a token that it has been used. Requests that come together with a
/// new one share the write: they come before anybody knows whose they are, so that no share of a device
/// bounds how many there are.
final class FirstUses: Sendable {
  typealias Write = Task<Result<Bool, RegionError>, Never>

  private let writes = Mutex<[Digest: Write]>([:])

  /// What the write under way for a token came to, or this one if there is none.
  func sharing(
    _ token: Digest, _ write: @escaping @Sendable () async throws(RegionError) -> Bool
  ) async throws(RegionError) -> Bool {
    let shared = writes.withLock { writes in
      if let task = writes[token] { return task }
      let task = Write {
        defer { self.writes.withLock { $0[token] = nil } }
        do throws(RegionError) {
          return .success(try await write())
        } catch {
          return .failure(error)
        }
      }
      writes[token] = task
      return task
    }
    return try await shared.value.get()
  }
}
