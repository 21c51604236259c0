import SchakelCore
import SchakelTesting
import Testing

@Suite("Random items")
struct RandomItemTests {
  @Test("an item is read as it was written, maps in order", arguments: Seeds.upTo(40))
  func roundTrip(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let item = CBORItem.random(depth: 4, using: &generator)
    guard let value = Value(item) else { return }
    let back = try CBORItem(checking: value.encoded)
    #expect(Value(back) == value, Seeds.replay(seed))
    #expect(value.item == back, Seeds.replay(seed))
  }

  @Test("no prefix of an item is one", arguments: Seeds.upTo(40))
  func prefixes(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    guard let value = Value(.random(depth: 3, using: &generator)) else { return }
    for count in 0..<value.encoded.count {
      #expect(throws: CBORError.self, Seeds.replay(seed)) {
        try Value(checking: Array(value.encoded.prefix(count)))
      }
    }
  }

  @Test("whatever the bytes, they are refused or are the one encoding", arguments: Seeds.upTo(40))
  func noise(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let bytes = (0..<1 + generator.below(12)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let item = try? CBORItem(checking: bytes)
      #expect((item == nil) == ((try? Value(checking: bytes)) == nil), Seeds.replay(seed))
      if let item { #expect(Value(item)?.encoded == bytes, Seeds.replay(seed)) }
    }
  }

  @Test("what has no encoding is no value")
  func none() {
    #expect(Value(.double(.nan)) == nil)
    #expect(Value(.double(.infinity)) == nil)
    #expect(Value(["a": 1, "a": 2]) == nil)
    #expect(Value((0...Limits.depth).reduce(0) { item, _ in .array([item]) }) == nil)
  }
}

extension CBORItem {
  static func random(
    depth: Int, using generator: inout SeededRandom
  ) -> CBORItem {
    switch generator.below(depth == 0 ? 6 : 8) {
    case 0: return .unsigned(generator.next() >> UInt64(generator.below(64)))
    case 1: return .negative(-1 - Int64(generator.next() >> UInt64(1 + generator.below(63))))
    case 2: return .bytes((0..<generator.below(30)).map { UInt8($0) })
    case 3: return .text(String("wijk é \u{1f3d8} cafe\u{301}".prefix(generator.below(13))))
    case 4: return [.null, .bool(true), .bool(false)][generator.below(3)]
    case 5: return .double(Double(generator.below(4_000)) / 8)
    case 6:
      return .array(
        (0..<generator.below(5)).map { _ in random(depth: depth - 1, using: &generator) })
    default:
      let keys = Set((0..<generator.below(5)).map { _ in generator.below(400) }).sorted()
      return .map(
        keys.reversed().map {
          Pair(.unsigned(UInt64($0)), random(depth: depth - 1, using: &generator))
        })
    }
  }
}
