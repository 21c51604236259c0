import SchakelCore
import Synchronization

/// Gives reads their turns (``ReadTurns``) on as many connections as there are. Whoever waits holds no
/// thread. A task that is cancelled while it waits keeps its turn, as one keeps it that has begun.
final class ReadLine: Sendable {
  private let turns: Mutex<ReadTurns<CheckedContinuation<Int?, Never>>>
  private let measure: @Sendable (RegionEvent) -> Void

  init(places: Int, measure: @escaping @Sendable (RegionEvent) -> Void) {
    turns = Mutex(ReadTurns(places: places))
    self.measure = measure
  }

  /// The reads that wait.
  var waiting: Int { turns.withLock { $0.count } }

  /// Waits for a turn, which is to be given back by ``leave(_:)``.
  func enter(_ reader: PersonID?) async {
    let ahead = await withCheckedContinuation { continuation in
      resume(turns.withLock { $0.come(reader, continuation) })
    }
    if let ahead { measure(.reading(behind: ahead)) }
  }

  func leave(_ reader: PersonID?) { resume(turns.withLock { $0.leave(reader) }) }

  private func resume(_ begun: [ReadTurns<CheckedContinuation<Int?, Never>>.Begun]) {
    for each in begun { each.read.resume(returning: each.ahead) }
  }
}
