/// Error correction codewords over the field of 256 elements with the polynomial
/// x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004 §7.5).
enum ReedSolomon {
  private static let polynomial = 0x11d

  /// The product of two elements.
  static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
    var result = 0
    for bit in (0..<8).reversed() {
      result = (result << 1) ^ ((result >> 7) * polynomial)
      if other >> bit & 1 == 1 { result ^= Int(one) }
    }
    return UInt8(result)
  }

  /// The coefficients of (x - 2⁰)(x - 2¹)…, `degree` factors, from the second highest power down: the
  /// highest is 1.
  static func generator(_ degree: Int) -> [UInt8] {
    var coefficients = [UInt8](repeating: 0, count: degree - 1) + [1]
    var root: UInt8 = 1
    for _ in 0..<degree {
      for index in coefficients.indices {
        coefficients[index] = product(coefficients[index], root)
        if index + 1 < degree { coefficients[index] ^= coefficients[index + 1] }
      }
      root = product(root, 2)
    }
    return coefficients
  }

  /// What is left of `data` times x to the power of `count`, divided by the generator.
  static func correction(of data: some Sequence<UInt8>, count: Int) -> [UInt8] {
    let generator = generator(count)
    var rest = [UInt8](repeating: 0, count: count)
    for byte in data {
      let factor = byte ^ rest.removeFirst()
      rest.append(0)
      for index in rest.indices { rest[index] ^= product(generator[index], factor) }
    }
    return rest
  }
}
