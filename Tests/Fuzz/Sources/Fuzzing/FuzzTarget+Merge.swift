import SchakelCore

extension FuzzTarget {
  /// The law of ``Play``.
  static let merge = FuzzTarget("merge") { bytes throws(Broken) in
    try Play.check(bytes) { $0.joined(with: $1) }
    return true
  }
}

extension Play {
  typealias Join = (DocumentState, DocumentState) -> DocumentState

  /// Plays what the bytes say. Throws where the law does not hold.
  static func check(_ bytes: [UInt8], join: Join) throws(FuzzTarget.Broken) {
    var supply = Supply(bytes)
    let play = try Play(&supply)
    try play.check(join)
    try play.checkOrders(&supply)
  }

  /// The three, as they are, are joined in every order and both groupings; and someone who heard
  /// what any of them had heard has the same.
  private func check(_ join: Join) throws(FuzzTarget.Broken) {
    let states = actors.map { actor in
      var actor = actor
      actor.erase(acts)
      return actor.state
    }
    let heard = acts.filter { act in states.contains { $0.vector.covers(act.change.dot) } }
    let expected = try state(hearing: heard)
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let (a, b, c) = (states[order[0]], states[order[1]], states[order[2]])
      guard join(join(a, b), c) == expected, join(a, join(b, c)) == expected
      else { throw FuzzTarget.Broken("joined in the order \(order), another state") }
    }
    guard join(expected, expected) == expected else {
      throw FuzzTarget.Broken("joined with itself, another state")
    }
  }

  /// Everyone hears everything: the three, each in an order of their own, and newcomers forwards,
  /// backwards, and as the bytes shuffle.
  private func checkOrders(_ supply: inout Supply) throws(FuzzTarget.Broken) {
    let expected = try state(hearing: acts)
    var orders = [Array(acts.reversed()), acts + acts]
    var left = acts
    var shuffled: [Act] = []
    while !left.isEmpty { shuffled.append(left.remove(at: supply.below(left.count))) }
    orders.append(shuffled)
    for order in orders where try state(hearing: order) != expected {
      throw FuzzTarget.Broken("heard in another order, another state")
    }
    for actor in actors where try state(of: actor, hearing: shuffled) != expected {
      throw FuzzTarget.Broken("who was there has another state")
    }
    guard expected.encoded() == (try state(hearing: shuffled)).encoded() else {
      throw FuzzTarget.Broken("the same state in other bytes")
    }
  }

  /// A newcomer's state.
  private func state(hearing acts: [Act]) throws(FuzzTarget.Broken) -> DocumentState {
    try state(of: Actor(writer: Supply.writers[0]), hearing: acts)
  }

  private func state(
    of actor: Actor, hearing heard: [Act]
  ) throws(FuzzTarget.Broken) -> DocumentState {
    var actor = actor
    for act in heard { try actor.hear(act) }
    guard heard.allSatisfy({ actor.state.vector.covers($0.change.dot) }) else {
      throw FuzzTarget.Broken("an act waits although all was heard")
    }
    actor.erase(acts)
    return actor.state
  }
}
