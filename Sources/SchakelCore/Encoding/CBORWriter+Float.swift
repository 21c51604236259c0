extension CBORWriter {
  /// Writes a finite number in the shortest of the three float widths that keeps its value
  /// (RFC 8949 §4.2.1). The caller has refused what is not finite.
  public mutating func double(_ value: Double) {
    precondition(value.isFinite, "only finite numbers are written")
    let single = Float(value)
    guard Double(single) == value else {
      bytes.append(0xfb)
      return BigEndian.append(value.bitPattern, count: 8, to: &bytes)
    }
    if let half = HalfFloat.bits(of: single) {
      bytes.append(0xf9)
      BigEndian.append(UInt64(half), count: 2, to: &bytes)
    } else {
      bytes.append(0xfa)
      BigEndian.append(UInt64(single.bitPattern), count: 4, to: &bytes)
    }
  }
}

/// IEEE 754 binary16, by hand: Swift's `Float16` is not on every platform the core compiles for.
enum HalfFloat {
  /// The sixteen bits that hold exactly `value`, or nil where they cannot.
  static func bits(of value: Float) -> UInt16? {
    let pattern = value.bitPattern
    let sign = UInt16(pattern >> 16 & 0x8000)
    let magnitude = pattern & 0x7fff_ffff
    if magnitude == 0 { return sign }
    let exponent = Int(magnitude >> 23) - 127
    let fraction = magnitude & 0x7f_ffff
    if exponent >= -14 && exponent <= 15 {
      guard fraction & 0x1fff == 0 else { return nil }
      return sign | UInt16(exponent + 15) << 10 | UInt16(fraction >> 13)
    }
    // Subnormal: the implicit one becomes explicit and moves right.
    guard exponent >= -24 && exponent < -14 else { return nil }
    let shift = UInt32(-exponent - 1)
    let whole = fraction | 0x80_0000
    guard whole & (1 << shift - 1) == 0 else { return nil }
    return sign | UInt16(whole >> shift)
  }

  /// The value of sixteen bits; infinite or NaN where the exponent is all ones.
  static func value(of bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1f)
    let fraction = Double(bits & 0x3ff)
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    if exponent == 0 { return sign * fraction * 0x1p-24 }
    return sign * (1 + fraction * 0x1p-10) * power(exponent - 15)
  }

  private static func power(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(1023 + exponent) << 52)
  }
}
