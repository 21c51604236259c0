import Testing

@testable import SchakelServer

@Suite struct GateTests {
  static let full = Problem(.overloaded)

  @Test("a gate lets in what it was told, under each key, and forgets a key that is empty")
  func counts() throws {
    let gate = Gate<Int>(limit: 2)
    let first = try gate.enter(7, orThrow: Self.full)
    let second = try gate.enter(7, orThrow: Self.full)
    #expect(throws: Problem.self) { try gate.enter(7, orThrow: Self.full) }
    let other = try gate.enter(8, orThrow: Self.full)
    #expect(gate.count(7) == 2 && gate.keyCount == 2)
    for place in [first, second, other] { place.giveUp() }
    #expect(gate.keyCount == 0)
  }

  @Test("a place is given up once, however often it is done")
  func once() throws {
    let gate = Gate<Int>(limit: 2)
    let first = try gate.enter(7, orThrow: Self.full)
    let second = try gate.enter(7, orThrow: Self.full)
    first.giveUp()
    first.giveUp()
    #expect(gate.count(7) == 1)
    second.giveUp()
  }

  @Test("a place that nobody holds any more is given up")
  func letGo() throws {
    let gate = Gate<Int>(limit: 1)
    do {
      let places = Places()
      places.hold(try gate.enter(7, orThrow: Self.full))
      #expect(gate.count(7) == 1)
    }
    #expect(gate.keyCount == 0)
  }

  @Test("what is larger than the gate gets in alone, and nothing beside it")
  func costs() throws {
    let gate = Gate<Int>(limit: 10)
    let small = try gate.enter(7, cost: 4, orThrow: Self.full)
    #expect(throws: Problem.self) { try gate.enter(7, cost: 7, orThrow: Self.full) }
    let rest = try gate.enter(7, cost: 6, orThrow: Self.full)
    small.giveUp()
    rest.giveUp()
    let large = try gate.enter(7, cost: .max, orThrow: Self.full)
    #expect(throws: Problem.self) { try gate.enter(7, orThrow: Self.full) }
    large.giveUp()
    #expect(gate.keyCount == 0)
  }
}
