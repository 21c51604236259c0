extension JSONReader {
  /// RFC 8259 §6. A number without fraction and exponent is whole and must fit 64 bits; any other
  /// is the nearest double, which must be finite.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    let isNegative = take { $0 == UInt8(ascii: "-") } == 1
    let digits = take(Self.isDigit)
    guard digits > 0 else { throw try failAtSign() }
    // No zeros in front: 07 is no number.
    if digits > 1, bytes[offset - digits] == UInt8(ascii: "0") {
      throw JSONError(.unexpected, at: offset - digits)
    }
    let hasFraction = try fraction()
    let hasExponent = try exponent()
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if !hasFraction && !hasExponent { return try whole(text, isNegative: isNegative, at: start) }
    return try double(text, at: start)
  }

  private func whole(
    _ text: String, isNegative: Bool, at start: Int
  ) throws(JSONError) -> JSONValue {
    if text == "-0" { return .double(-0.0) }
    if isNegative {
      guard let number = Int64(text) else { throw JSONError(.number, at: start) }
      return .negative(number)
    }
    guard let number = UInt64(text) else { throw JSONError(.number, at: start) }
    return .unsigned(number)
  }

  private func double(_ text: String, at start: Int) throws(JSONError) -> JSONValue {
    guard let number = Double(text), number.isFinite else { throw JSONError(.number, at: start) }
    return .double(number)
  }

  private mutating func fraction() throws(JSONError) -> Bool {
    guard take({ $0 == UInt8(ascii: ".") }) == 1 else { return false }
    guard take(Self.isDigit) > 0 else { throw try failAtSign() }
    return true
  }

  private mutating func exponent() throws(JSONError) -> Bool {
    guard offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") else { return false }
    offset += 1
    if offset < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[offset]) {
      offset += 1
    }
    guard take(Self.isDigit) > 0 else { throw try failAtSign() }
    return true
  }

  /// Truncated at the end, else unexpected.
  private func failAtSign() throws(JSONError) -> JSONError {
    _ = try peek()
    return fail(.unexpected)
  }

  /// Passes over the bytes that fit, and counts them.
  private mutating func take(_ fits: (UInt8) -> Bool) -> Int {
    let start = offset
    while offset < bytes.count, fits(bytes[offset]) { offset += 1 }
    return offset - start
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
