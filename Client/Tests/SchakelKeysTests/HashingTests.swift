import SchakelCore
import SchakelKeys
import Testing

@Test("the fast hash and the portable one agree at every length around a block")
func hashesAgree() {
  for length in 0...200 {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
    #expect(Hashing.crypto.sha256(bytes) == Hashing.portable.sha256(bytes))
  }
}
