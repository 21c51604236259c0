import SchakelCore
import Testing

/// A replica that takes in the deeds of a history in whatever order they come. What waits is kept
/// and tried again whenever something else was taken in.
struct Arrival {
  let history: History
  private(set) var state = DocumentState()
  private(set) var taken: UInt64 = 0
  private var waiting: [Int] = []
  private let changes: [Change]

  init(_ history: History) {
    self.history = history
    changes = history.deeds.map { history.change(of: $0) }
  }

  /// Takes in a deed, or lets it wait. True when every answer was the one that the history calls
  /// for.
  mutating func hear(_ number: Int, erased: Bool = false) throws -> Bool {
    let outcome = try hand(number, erased: erased)
    guard outcome == expected(number) else { return false }
    if case .waiting = outcome { waiting.append(number) }
    guard outcome == .applied else { return true }
    taken |= history.deeds[number].bit
    return try retry()
  }

  private mutating func retry() throws -> Bool {
    let pending = waiting
    waiting = []
    return try pending.allSatisfy { try hear($0) }
  }

  private mutating func hand(_ number: Int, erased: Bool) throws -> ApplyOutcome {
    let deed = history.deeds[number]
    if deed.isVoid {
      return state.recordVoid(deed.dot, previous: history.previous(of: deed), check: deed.check)
    }
    let change = changes[number]
    return try state.apply(erased ? change.erased(.portable) : change, check: deed.check)
  }

  /// From happens-before: known if taken, else waiting for the last missing deed of each writer.
  private func expected(_ number: Int) -> ApplyOutcome {
    let deed = history.deeds[number]
    if taken.has(number) { return .known }
    let needed = history.deeds.filter { other in
      guard deed.seen.has(other.number) else { return false }
      return !deed.isVoid || other.writer == deed.writer
    }
    let last = needed.filter { other in
      !needed.contains { $0.writer == other.writer && $0.counter > other.counter }
    }
    let missing = last.filter { !taken.has($0.number) }.map(\.dot)
    return missing.isEmpty ? .applied : .waiting(for: missing.sorted())
  }

  /// Obeys an erasure.
  mutating func erase(_ number: Int) { state.erase(history.deeds[number].dot) }
}

extension History {
  /// The state of a replica that heard these deeds, in this order.
  func state(hearing order: [Int]) throws -> DocumentState {
    var arrival = Arrival(self)
    for number in order { #expect(try arrival.hear(number)) }
    for number in order where deeds[number].isErased { arrival.erase(number) }
    return arrival.state
  }

  /// The state of a replica that heard everything as it happened.
  var whole: DocumentState {
    get throws { try state(hearing: deeds.map(\.number)) }
  }
}
