import SchakelCore
import SchakelTesting
import Testing

@Suite("Random histories")
struct RandomHistoryTests {
  @Test("whatever comes, in whatever order, the judge's picture stands", arguments: Seeds.upTo(60))
  func shuffled(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 4 + generator.below(14), using: &generator)
    let whole = try history.whole
    #expect(whole.invariantFailure == nil, Seeds.replay(seed))
    let order = (history.deeds + history.deeds).map(\.number).shuffled(using: &generator)
    var arrival = Arrival(history)
    for number in order {
      try arrival.hear(number)
      let picture = Judge(history.withoutErasures, present: arrival.taken).picture
      #expect(Picture(arrival.state) == picture, Seeds.replay(seed))
    }
    arrival.erase()
    #expect(Picture(arrival.state) == Judge(history).picture, Seeds.replay(seed))
    #expect(arrival.state.encoded() == whole.encoded(), Seeds.replay(seed))
  }

  @Test("states join to what all changes give, from any side", arguments: Seeds.upTo(60))
  func joined(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 4 + generator.below(14), using: &generator)
    let parts = (0..<3).map { _ in history.randomPart(using: &generator) }
    let states = try parts.map { try history.state(hearing: $0.members) }
    for (left, right) in [(0, 1), (1, 2), (2, 0), (1, 1)] {
      let both = states[left].joined(states[right])
      let picture = Judge(history, present: parts[left] | parts[right]).picture
      #expect(Picture(both) == picture, Seeds.replay(seed))
      #expect(both.invariantFailure == nil, Seeds.replay(seed))
      #expect(both == states[right].joined(states[left]), Seeds.replay(seed))
      #expect(both.joined(states[left]) == both, Seeds.replay(seed))
    }
    let leftFirst = states[0].joined(states[1]).joined(states[2])
    let rightFirst = states[0].joined(states[1].joined(states[2]))
    #expect(leftFirst.encoded() == rightFirst.encoded(), Seeds.replay(seed))
  }

  @Test("a joined state goes on as one that heard it all", arguments: Seeds.upTo(30))
  func joinedThenHeard(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 4 + generator.below(14), using: &generator)
    let parts = (0..<2).map { _ in history.randomPart(using: &generator) }
    let states = try parts.map { try history.state(hearing: $0.members) }
    var state = states[0].joined(states[1])
    for deed in history.deeds where !(parts[0] | parts[1]).has(deed.number) {
      #expect(try state.hear(deed, of: history) == .applied, Seeds.replay(seed))
    }
    for deed in history.deeds where deed.isErased { state.erase(deed.dot) }
    #expect(try state == history.whole, Seeds.replay(seed))
  }

  @Test("a state that lost a sibling is not taken for right")
  func plantedFault() throws {
    var generator = SeededRandom(seed: 1)
    let history = History.random(deeds: 12, using: &generator)
    var picture = try Picture(history.whole)
    #expect(picture == Judge(history).picture)
    let field = try #require(picture.fields.keys.sorted().last)
    picture.fields[field]?.removeLast()
    #expect(picture != Judge(history).picture)
  }
}

extension DocumentState {
  func joined(_ other: DocumentState) -> DocumentState {
    var state = self
    state.join(other)
    return state
  }

  mutating func hear(_ deed: Deed, of history: History) throws -> ApplyOutcome {
    guard deed.isVoid else { return try apply(history.change(of: deed), check: deed.check) }
    return recordVoid(deed.dot, previous: history.previous(of: deed), check: deed.check)
  }
}

extension History {
  /// The same deeds before any erasure.
  var withoutErasures: History {
    var history = self
    for number in deeds.indices { history.deeds[number].isErased = false }
    return history
  }
}
