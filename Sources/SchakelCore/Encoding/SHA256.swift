/// SHA-256, FIPS 180-4 §6.2, in portable Swift.
enum SHA256 {
  static func hash(_ message: [UInt8]) -> Digest {
    var state = initial
    // The schedule is reused for every block: one allocation a message, none a block.
    var schedule = [UInt32](repeating: 0, count: 64)
    let whole = message.count / 64 * 64
    var offset = 0
    while offset < whole {
      compress(&state, message, at: offset, &schedule)
      offset += 64
    }
    let tail = padding(of: message, from: whole)
    offset = 0
    while offset < tail.count {
      compress(&state, tail, at: offset, &schedule)
      offset += 64
    }
    return state.digest
  }

  /// FIPS 180-4 §5.1.1: a one bit, zeros, and the length in bits, to a multiple of 64 bytes.
  private static func padding(of message: [UInt8], from whole: Int) -> [UInt8] {
    var tail = Array(message[whole...])
    tail.append(0x80)
    let zeros = (120 - tail.count % 64) % 64
    tail.append(contentsOf: repeatElement(0, count: zeros))
    BigEndian.append(UInt64(message.count) * 8, count: 8, to: &tail)
    return tail
  }

  private struct State {
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
  }

  /// FIPS 180-4 §5.3.3.
  private static let initial = State(
    a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a,
    e: 0x510e_527f, f: 0x9b05_688c, g: 0x1f83_d9ab, h: 0x5be0_cd19)

  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value &>> count | value &<< (32 &- count)
  }

  /// FIPS 180-4 §6.2.2, for the block at `offset`.
  private static func compress(
    _ state: inout State, _ bytes: [UInt8], at offset: Int, _ w: inout [UInt32]
  ) {
    fillSchedule(bytes, at: offset, &w)
    var s = state
    for t in 0..<64 {
      let sum1 = rotate(s.e, 6) ^ rotate(s.e, 11) ^ rotate(s.e, 25)
      let choose = s.e & s.f ^ ~s.e & s.g
      let first = s.h &+ sum1 &+ choose &+ constants[t] &+ w[t]
      let sum0 = rotate(s.a, 2) ^ rotate(s.a, 13) ^ rotate(s.a, 22)
      let majority = s.a & s.b ^ s.a & s.c ^ s.b & s.c
      s.h = s.g
      s.g = s.f
      s.f = s.e
      s.e = s.d &+ first
      s.d = s.c
      s.c = s.b
      s.b = s.a
      s.a = first &+ sum0 &+ majority
    }
    state.add(s)
  }

  private static func fillSchedule(_ bytes: [UInt8], at offset: Int, _ w: inout [UInt32]) {
    for t in 0..<16 {
      let at = offset + t * 4
      w[t] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16
        | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
    }
    for t in 16..<64 {
      let s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3
      let s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10
      w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
    }
  }

  /// FIPS 180-4 §4.2.2.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
