import SchakelCore
import Synchronization

/// Gives whoever wants to work their turn (``Turns``). Whoever waits holds no thread. A task that is
/// cancelled while it waits keeps its turn, as one keeps it that has begun.
final class TurnLine: Sendable {
  private let turns: Mutex<Turns<CheckedContinuation<Int?, Never>>>
  private let measure: @Sendable (_ ahead: Int) -> Void

  /// - Parameters:
  ///   - share: how many of the places one person may have at once.
  ///   - measure: told of each who had no other turn when they came how many others' began before theirs.
  init(places: Int, share: Int, measure: @escaping @Sendable (_ ahead: Int) -> Void = { _ in }) {
    turns = Mutex(Turns(places: places, share: share))
    self.measure = measure
  }

  /// Those that wait.
  var waiting: Int { turns.withLock { $0.count } }

  /// Waits for a turn, which is to be given back by ``leave(_:)``.
  func enter(_ person: PersonID?) async {
    let ahead = await withCheckedContinuation { continuation in
      resume(turns.withLock { $0.come(person, continuation) })
    }
    if let ahead { measure(ahead) }
  }

  func leave(_ person: PersonID?) { resume(turns.withLock { $0.leave(person) }) }

  private func resume(_ begun: [Turns<CheckedContinuation<Int?, Never>>.Begun]) {
    for each in begun { each.item.resume(returning: each.ahead) }
  }
}
