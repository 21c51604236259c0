extension JSONReader {
  /// RFC 8259 §7. The reader stands on the opening quotation mark.
  mutating func string() throws(JSONError) -> String {
    offset += 1
    let start = offset
    var text: [UInt8] = []
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let string = String(validating: text, as: UTF8.self)
        else { throw JSONError(.unicode, at: start) }
        return string
      case UInt8(ascii: "\\"):
        offset += 1
        try appendEscaped(to: &text)
      case 0..<0x20:
        throw fail(.control)
      default:
        text.append(byte)
        offset += 1
      }
    }
  }

  private mutating func appendEscaped(to text: inout [UInt8]) throws(JSONError) {
    let byte = try peek()
    if byte == UInt8(ascii: "u") {
      text.append(contentsOf: String(try escapedScalar()).utf8)
      return
    }
    guard let plain = Self.escapes[byte] else { throw fail(.escape) }
    text.append(plain)
    offset += 1
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  /// `u` and four digits; two such escapes for what lies beyond the basic plane.
  private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
    let start = offset
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xd800..<0xdc00).contains(first), offset + 1 < bytes.count,
      bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
    else { throw JSONError(.unicode, at: start) }
    offset += 1
    let second = try codeUnit()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(
        0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
    else { throw JSONError(.unicode, at: start) }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    offset += 1
    guard offset + 4 <= bytes.count else { throw fail(.truncated) }
    let digits = bytes[offset..<offset + 4]
    guard digits.allSatisfy({ Self.isHexDigit($0) }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fail(.escape) }
    offset += 4
    return unit
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 0x20)
  }
}
