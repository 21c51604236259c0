/// Well-formedness of UTF-8 by the table of RFC 3629 §4. By hand, so that the offset of the first
/// bad byte is known and the core needs no platform's Unicode.
enum UTF8Check {
  /// Where the first ill-formed sequence begins, or nil.
  static func firstInvalid(_ bytes: [UInt8], in range: Range<Int>) -> Int? {
    var offset = range.lowerBound
    while true {
      offset = skipASCII(bytes, from: offset, to: range.upperBound)
      guard offset < range.upperBound else { return nil }
      let lead = bytes[offset]
      guard let length = sequenceLength(lead), offset + length <= range.upperBound,
        secondByte(after: lead).contains(bytes[offset + 1])
      else { return offset }
      for index in offset + 2..<max(offset + 2, offset + length) {
        guard bytes[index] & 0xc0 == 0x80 else { return offset }
      }
      offset += length
    }
  }

  /// The first byte that is not ASCII, or the end. Nearly all text is, so that eight bytes are
  /// looked at together.
  private static func skipASCII(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      let count = min(end - offset, 8)
      let high = BigEndian.readLeft(bytes, at: offset, count: count) & 0x8080_8080_8080_8080
      guard high == 0 else { return offset + high.leadingZeroBitCount / 8 }
      offset += count
    }
    return end
  }

  private static func sequenceLength(_ lead: UInt8) -> Int? {
    switch lead {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: nil
    }
  }

  /// What may follow the lead byte: this is where overlong forms, surrogates and numbers past
  /// U+10FFFF are excluded.
  private static func secondByte(after lead: UInt8) -> ClosedRange<UInt8> {
    switch lead {
    case 0xe0: 0xa0...0xbf
    case 0xed: 0x80...0x9f
    case 0xf0: 0x90...0xbf
    case 0xf4: 0x80...0x8f
    default: 0x80...0xbf
    }
  }
}
