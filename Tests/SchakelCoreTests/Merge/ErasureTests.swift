import SchakelCore
import SchakelTesting
import Testing

@Suite("Erasure")
struct ErasureTests {
  @Test("erased before it came or after, a value leaves the same bytes", arguments: Seeds.upTo(40))
  func beforeOrAfter(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 12, using: &generator)
    let whole = try history.whole
    var arrival = Arrival(history)
    for deed in history.deeds {
      try arrival.hear(deed.number, erased: deed.isErased && generator.once(in: 2))
    }
    arrival.erase()
    #expect(arrival.state.encoded() == whole.encoded(), Seeds.replay(seed))
    #expect(Picture(whole) == Judge(history).picture, Seeds.replay(seed))
  }

  @Test("an erasure that one side obeyed stands after a join", arguments: Seeds.upTo(20))
  func joined(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 12, using: &generator)
    let erased = try history.whole
    let intact = try history.withoutErasures.whole
    #expect(intact.joined(erased) == erased, Seeds.replay(seed))
    #expect(erased.joined(intact) == erased, Seeds.replay(seed))
  }

  @Test("an erasure changes no digest", arguments: Seeds.upTo(20))
  func digest(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 12, using: &generator)
    var state = try history.withoutErasures.whole
    let before = try state.digest
    for deed in history.deeds { state.erase(deed.dot) }
    #expect(try state.digest == before, Seeds.replay(seed))
    #expect(state.contentFields.allSatisfy { $0.isErased })
  }

  @Test("a digest tells apart what was seen, what survives, and which document it is")
  func digestTells() throws {
    let history: History = """
      anna: make title=Plein
      bob < anna: title=Pleintje
      anna < bob: title=Plein^0
      """
    let digests = try [[0], [0, 1], [0, 1, 2]].map { try history.state(hearing: $0).digest }
    #expect(Set(digests).count == 3)
    let other = DocumentID(milliseconds: 1, random: (0, 0))
    let state = try history.whole
    let share = try DocumentDigest.share(
      of: other, state: state.encoded(), hashing: .portable)
    #expect(try share != state.digest)
  }

  @Test("deletion marks survive an erasure")
  func marks() throws {
    let history: History = """
      anna: make title=Plein
      bob < anna: delete erased
      """
    let state = try history.whole
    #expect(state.lifecycle == .deleted)
    #expect(state.invariantFailure == nil)
  }
}

extension DocumentState {
  fileprivate var digest: UInt64 {
    get throws {
      try DocumentDigest.share(of: History.document, state: encoded(), hashing: .portable)
    }
  }
}

extension DocumentState.Field {
  fileprivate var isErased: Bool { siblings.allSatisfy { $0.content == .erased } }
}
