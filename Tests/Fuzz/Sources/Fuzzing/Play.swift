import SchakelCore

/// A document edited by three who hear of each other now and then, as bytes decide: what they write,
/// what they replace, what reaches whom and in which order, what is refused and what is erased.
///
/// *Law*: whoever has heard the same acts has the same state, byte for byte, whatever the order, the
/// repetitions and the joins by which they came.
struct Play {
  /// A change, as everyone is told of it.
  struct Act {
    let change: Change
    let check: UInt32
    /// Refused on the record: it has no effect and counts as seen.
    let isVoid: Bool
    /// The counter of its writer's act before it.
    let previous: UInt64
    let isErased: Bool
  }

  /// The acts in an order in which they can have happened.
  private(set) var acts: [Act] = []
  private(set) var actors: [Actor]
  /// More say nothing new, and take long.
  static let longest = 16

  init(_ supply: inout Supply) throws(FuzzTarget.Broken) {
    actors = Supply.writers.map { Actor(writer: $0) }
    try write(by: 0, &supply)
    while !supply.isEmpty && acts.count < Self.longest { try step(&supply) }
  }

  private mutating func step(_ supply: inout Supply) throws(FuzzTarget.Broken) {
    let actor = supply.below(actors.count)
    switch supply.below(4) {
    case 0, 1: try write(by: actor, &supply)
    case 2 where !acts.isEmpty: try actors[actor].hear(acts[supply.below(acts.count)])
    default:
      let other = supply.below(actors.count)
      actors[actor].state.join(actors[other].state)
      try actors[actor].retry()
    }
  }

  /// The actor writes what the bytes say, if that is a change that can be.
  private mutating func write(by number: Int, _ supply: inout Supply) throws(FuzzTarget.Broken) {
    let actor = actors[number]
    let isFirst = acts.isEmpty
    guard isFirst || !actor.state.vector.isEmpty else { return }
    guard let change = actor.change(makes: isFirst, &supply) else { return }
    let act = Act(
      change: change, check: UInt32(acts.count + 1) &* 0x9e37_79b1,
      isVoid: !isFirst && supply.once(in: 8), previous: actor.counter,
      isErased: supply.once(in: 8))
    acts.append(act)
    try actors[number].hear(act)
    guard actors[number].state.vector.covers(change.dot) else {
      throw FuzzTarget.Broken("a writer cannot apply what it wrote")
    }
    actors[number].counter = change.header.counter
  }
}
