/// Unsigned integers as bytes, most significant first, so that bytes sort as the numbers do.
enum BigEndian {
  static func append(_ value: UInt64, count: Int, to bytes: inout [UInt8]) {
    var shift = count * 8
    while shift > 0 {
      shift -= 8
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Reads `count` bytes at `offset`; the caller has checked that they are there.
  static func read(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in offset..<offset + count { value = value << 8 | UInt64(bytes[index]) }
    return value
  }
}
