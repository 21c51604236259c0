extension SHA256 {
  /// The eight working variables of FIPS 180-4 §6.2.2.
  struct State {
    var a, b, c, d, e, f, g, h: UInt32

    var digest: Digest {
      func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
      return Digest(pair(a, b), pair(c, d), pair(e, f), pair(g, h))
    }

    mutating func add(_ other: State) {
      a &+= other.a
      b &+= other.b
      c &+= other.c
      d &+= other.d
      e &+= other.e
      f &+= other.f
      g &+= other.g
      h &+= other.h
    }

    /// One round; the eight moves at its end cost nothing once rounds stand in a row.
    @inline(__always)
    private mutating func round(_ constant: UInt32, _ word: UInt32) {
      let sum1 = SHA256.rotate(e, 6) ^ SHA256.rotate(e, 11) ^ SHA256.rotate(e, 25)
      let choose = g ^ (e & (f ^ g))
      let first = h &+ sum1 &+ choose &+ constant &+ word
      let sum0 = SHA256.rotate(a, 2) ^ SHA256.rotate(a, 13) ^ SHA256.rotate(a, 22)
      let majority = (a & b) | (c & (a | b))
      h = g
      g = f
      f = e
      e = d &+ first
      d = c
      c = b
      b = a
      a = first &+ sum0 &+ majority
    }

    /// Sixteen rounds, from round `t` on.
    @inline(__always)
    mutating func rounds(_ k: [UInt32], _ t: Int, _ w: Schedule) {
      round(k[t + 0], w.w0)
      round(k[t + 1], w.w1)
      round(k[t + 2], w.w2)
      round(k[t + 3], w.w3)
      round(k[t + 4], w.w4)
      round(k[t + 5], w.w5)
      round(k[t + 6], w.w6)
      round(k[t + 7], w.w7)
      round(k[t + 8], w.w8)
      round(k[t + 9], w.w9)
      round(k[t + 10], w.w10)
      round(k[t + 11], w.w11)
      round(k[t + 12], w.w12)
      round(k[t + 13], w.w13)
      round(k[t + 14], w.w14)
      round(k[t + 15], w.w15)
    }
  }

  /// Sixteen words of the message schedule.
  struct Schedule {
    private(set) var w0, w1, w2, w3, w4, w5, w6, w7: UInt32
    private(set) var w8, w9, w10, w11, w12, w13, w14, w15: UInt32

    /// The block at `offset`, whose 64 bytes the caller has checked are there.
    @inline(__always)
    init(_ bytes: [UInt8], at offset: Int) {
      w0 = SHA256.word(bytes, at: offset + 0)
      w1 = SHA256.word(bytes, at: offset + 4)
      w2 = SHA256.word(bytes, at: offset + 8)
      w3 = SHA256.word(bytes, at: offset + 12)
      w4 = SHA256.word(bytes, at: offset + 16)
      w5 = SHA256.word(bytes, at: offset + 20)
      w6 = SHA256.word(bytes, at: offset + 24)
      w7 = SHA256.word(bytes, at: offset + 28)
      w8 = SHA256.word(bytes, at: offset + 32)
      w9 = SHA256.word(bytes, at: offset + 36)
      w10 = SHA256.word(bytes, at: offset + 40)
      w11 = SHA256.word(bytes, at: offset + 44)
      w12 = SHA256.word(bytes, at: offset + 48)
      w13 = SHA256.word(bytes, at: offset + 52)
      w14 = SHA256.word(bytes, at: offset + 56)
      w15 = SHA256.word(bytes, at: offset + 60)
    }

    /// The next sixteen words, each in the place of the one that is needed no more.
    @inline(__always)
    mutating func roll() {
      w0 = Self.next(w0, w1, w9, w14)
      w1 = Self.next(w1, w2, w10, w15)
      w2 = Self.next(w2, w3, w11, w0)
      w3 = Self.next(w3, w4, w12, w1)
      w4 = Self.next(w4, w5, w13, w2)
      w5 = Self.next(w5, w6, w14, w3)
      w6 = Self.next(w6, w7, w15, w4)
      w7 = Self.next(w7, w8, w0, w5)
      w8 = Self.next(w8, w9, w1, w6)
      w9 = Self.next(w9, w10, w2, w7)
      w10 = Self.next(w10, w11, w3, w8)
      w11 = Self.next(w11, w12, w4, w9)
      w12 = Self.next(w12, w13, w5, w10)
      w13 = Self.next(w13, w14, w6, w11)
      w14 = Self.next(w14, w15, w7, w12)
      w15 = Self.next(w15, w0, w8, w13)
    }

    @inline(__always)
    private static func next(_ w16: UInt32, _ w15: UInt32, _ w7: UInt32, _ w2: UInt32) -> UInt32 {
      let s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ w15 >> 3
      let s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ w2 >> 10
      return w16 &+ s0 &+ w7 &+ s1
    }
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value &>> count | value &<< (32 &- count)
  }

  @inline(__always)
  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16
      | UInt32(bytes[offset + 2]) << 8 | UInt32(bytes[offset + 3])
  }
}
