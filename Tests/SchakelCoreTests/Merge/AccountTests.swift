import SchakelCore
import SchakelTesting
import Testing

/// What became of a value, by name.
private enum Fate: Hashable {
  case stands
  /// A change that had seen it names it as replaced.
  case replaced(by: Dot)
  case erased
  case void
}

@Suite("No value is lost without a name")
struct AccountTests {
  @Test(
    "each value ever written stands, was replaced by one who had seen it, is erased or is void",
    arguments: Seeds.upTo(20))
  func drawn(_ seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    var fates: [String: Int] = [:]
    for _ in 0..<20 {
      let history = History.random(deeds: 14, using: &generator)
      let order = history.deeds.indices.shuffled(using: &generator)
      let state = try history.state(hearing: order)
      for deed in history.deeds {
        for touch in deed.touches where touch.field != "" {
          for index in touch.values.indices {
            let fate = Self.fate(of: deed, touch.field, index, in: state, history)
            #expect(
              fate != nil,
              "\(deed.dot.spelling) \(touch.field) \(index) of \(history), \(Seeds.replay(seed))")
            if let fate { fates["\(fate)".prefix(5).description, default: 0] += 1 }
          }
        }
      }
    }
    #expect(fates.count == 4, "\(fates): \(Seeds.replay(seed))")
  }

  private static func fate(
    of deed: Deed, _ field: String, _ index: Int, in state: DocumentState, _ history: History
  ) -> Fate? {
    if deed.isVoid { return .void }
    let sibling = state.siblings(of: Name(field)).first {
      $0.dot == deed.dot && $0.index == index
    }
    if let sibling { return sibling.content == .erased ? .erased : .stands }
    let replacer = history.deeds.first { other in
      !other.isVoid && other.seen.has(deed.number)
        && other.touches.contains { touch in
          touch.field == field
            && touch.replaces.contains {
              $0.deed == deed.number && ($0.index ?? index) == index
            }
        }
    }
    return replacer.map { .replaced(by: $0.dot) }
  }
}
