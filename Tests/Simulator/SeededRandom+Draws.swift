import SchakelTesting

extension SeededRandom {
  mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }

  func peek() -> UInt64 {
    var copy = self
    return copy.next()
  }
}
