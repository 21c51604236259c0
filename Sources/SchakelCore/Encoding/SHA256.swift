/// SHA-256, FIPS 180-4 §6.2, in portable Swift.
///
/// Every change is hashed twice on its way in, so that this is one of the few places where speed
/// shapes the code: the schedule is sixteen words that roll (FIPS 180-4 §6.2.2 needs no more at a
/// time), held like the state in named fields, so that both stay in registers; a message is
/// allocated nothing for but the padding of its last block.
enum SHA256 {
  static func hash(_ message: [UInt8]) -> Digest {
    var state = initial
    let whole = message.count / 64 * 64
    compress(&state, message, to: whole)
    let tail = padding(of: message, from: whole)
    compress(&state, tail, to: tail.count)
    return state.digest
  }

  /// FIPS 180-4 §5.1.1: a one bit, zeros, and the length in bits, to a multiple of 64 bytes.
  private static func padding(of message: [UInt8], from whole: Int) -> [UInt8] {
    let rest = message.count - whole
    var tail = [UInt8](repeating: 0, count: rest < 56 ? 64 : 128)
    for index in 0..<rest { tail[index] = message[whole + index] }
    tail[rest] = 0x80
    let bits = UInt64(message.count) * 8
    for index in 0..<8 {
      tail[tail.count - 1 - index] = UInt8(truncatingIfNeeded: bits >> UInt64(index * 8))
    }
    return tail
  }

  /// FIPS 180-4 §6.2.2, for each block of 64 bytes before `end`.
  private static func compress(_ state: inout State, _ bytes: [UInt8], to end: Int) {
    let k = constants
    var offset = 0
    while offset < end {
      var s = state
      var w = Schedule(bytes, at: offset)
      s.rounds(k, 0, w)
      w.roll()
      s.rounds(k, 16, w)
      w.roll()
      s.rounds(k, 32, w)
      w.roll()
      s.rounds(k, 48, w)
      state.add(s)
      offset += 64
    }
  }

  /// FIPS 180-4 §5.3.3.
  private static let initial = State(
    a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a,
    e: 0x510e_527f, f: 0x9b05_688c, g: 0x1f83_d9ab, h: 0x5be0_cd19)

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
