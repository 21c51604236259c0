/// Inputs made of others, the same ones for the same seed.
struct Mutation {
  private let seeds: [[UInt8]]
  private var state: UInt64

  /// - Parameter seeds: at least one.
  init(of seeds: [[UInt8]], seed: UInt64) {
    self.seeds = seeds
    state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
  }

  mutating func next() -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    for _ in 0...below(4) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + below(16))
    switch below(6) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
    case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.insert(UInt8(below(256)), at: place)
    default:
      let other = seeds[below(seeds.count)]
      bytes = Array(bytes.prefix(place) + other.dropFirst(below(other.count + 1)))
    }
  }

  /// Knuth's linear congruential generator, the upper bits of it.
  private mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
