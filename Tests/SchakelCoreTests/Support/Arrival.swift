import SchakelCore

/// A replica that takes in the deeds of a history in whatever order they come. What waits is kept
/// and tried again whenever something else was taken in.
struct Arrival {
  /// The core answered otherwise than the history calls for.
  struct WrongAnswer: Error {
    let number: Int
    let answer: ApplyOutcome
    let expected: ApplyOutcome
  }

  let history: History
  private(set) var state = DocumentState()
  private(set) var taken: UInt64 = 0
  private var waiting: [Int] = []
  private let changes: [Change]

  init(_ history: History) {
    self.history = history
    changes = history.deeds.map { history.change(of: $0) }
  }

  /// Takes in a deed, or lets it wait.
  mutating func hear(_ number: Int, erased: Bool = false) throws {
    let expected = expected(number)
    let answer = try hand(number, erased: erased)
    guard answer == expected
    else { throw WrongAnswer(number: number, answer: answer, expected: expected) }
    if case .waiting = answer { waiting.append(number) }
    guard answer == .applied else { return }
    taken |= history.deeds[number].bit
    let pending = waiting
    waiting = []
    for number in pending { try hear(number) }
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
    let needed = history.needed(for: deed)
    if needed & ~taken == 0 { return .applied }
    let last = needed.members.map { history.deeds[$0] }.filter { other in
      !needed.members.contains {
        history.deeds[$0].writer == other.writer && history.deeds[$0].counter > other.counter
      }
    }
    return .waiting(for: last.filter { !taken.has($0.number) }.map(\.dot).sorted())
  }

  /// Obeys every erasure.
  mutating func erase() {
    for deed in history.deeds where deed.isErased { state.erase(deed.dot) }
  }

  /// The state of this replica once it has heard these deeds in this order.
  func hearing(_ order: [Int]) throws -> DocumentState {
    var arrival = self
    for number in order { try arrival.hear(number) }
    arrival.erase()
    return arrival.state
  }
}

extension History {
  /// What must be there before a deed is taken in: all it had seen; for a refused one, its writer's
  /// deeds before it.
  func needed(for deed: Deed) -> UInt64 {
    guard deed.isVoid else { return deed.seen }
    return deeds.reduce(0) { needed, other in
      other.writer == deed.writer && other.counter < deed.counter ? needed | other.bit : needed
    }
  }

  /// With each deed what must be there before it.
  func closed(_ part: UInt64) -> UInt64 {
    deeds.reversed().reduce(part) { part, deed in
      part.has(deed.number) ? part | needed(for: deed) : part
    }
  }

  /// The state of a replica that heard these deeds, in this order.
  func state(hearing order: [Int]) throws -> DocumentState {
    try Arrival(self).hearing(order)
  }

  /// The state of a replica that heard everything as it happened.
  var whole: DocumentState {
    get throws { try state(hearing: deeds.map(\.number)) }
  }
}
