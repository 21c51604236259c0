extension CBORReader {
  /// Checks the next item through and through, and returns its bytes.
  public mutating func encodedItem(limit: Int = Limits.valueBytes) throws(CBORError) -> [UInt8] {
    Array(bytes[try itemRange(limit: limit)])
  }

  /// Where the next item is, checked, of `limit` bytes at most.
  mutating func itemRange(limit: Int) throws(CBORError) -> Range<Int> {
    let start = offset
    try skip()
    guard offset - start <= limit else { throw CBORError(.limit, at: start) }
    return start..<offset
  }

  /// Checks the next item and moves past it.
  public mutating func skip() throws(CBORError) { try skip(depth: 0) }

  private mutating func skip(depth: Int) throws(CBORError) {
    guard depth <= Limits.depth else { throw fail(.depth) }
    switch try peekMajor() {
    case 0: _ = try head(0)
    case 1: _ = try integer()
    case 2: _ = try byteStringRange()
    case 3: _ = try textRange(limit: .max)
    case 4:
      for _ in 0..<(try arrayHead()) { try skip(depth: depth + 1) }
    case 5: try skipMap(depth: depth)
    case 6: throw fail(.tag)
    default: try skipSimple()
    }
  }

  /// RFC 8949 §4.2.1: keys in bytewise lexicographic order of their encodings, none twice.
  private mutating func skipMap(depth: Int) throws(CBORError) {
    var previous: Range<Int>?
    for _ in 0..<(try mapHead()) {
      let start = offset
      try skip(depth: depth + 1)
      let key = start..<offset
      if let previous, !bytes[previous].lexicographicallyPrecedes(bytes[key]) {
        throw CBORError(.order, at: start)
      }
      previous = key
      try skip(depth: depth + 1)
    }
  }

  private mutating func skipSimple() throws(CBORError) {
    switch try peek() {
    case 0xf4, 0xf5, 0xf6: advance(to: offset + 1)
    case 0xf9, 0xfa, 0xfb: _ = try double()
    case 0xfc, 0xfd, 0xfe: throw fail(.reserved)
    case 0xff: throw fail(.indefinite)
    default: throw fail(.simple)
    }
  }

  /// A float in the shortest width that keeps its value.
  public mutating func double() throws(CBORError) -> Double {
    let width: Int
    switch try peek() {
    case 0xf9: width = 2
    case 0xfa: width = 4
    case 0xfb: width = 8
    default: throw fail(.shape)
    }
    guard end - offset > width else { throw fail(.truncated) }
    let value = Self.float(BigEndian.read(bytes, at: offset + 1, count: width), width: width)
    guard value.isFinite else { throw fail(.notFinite) }
    var shortest = CBORWriter()
    shortest.double(value)
    guard shortest.bytes.count == width + 1 else { throw fail(.notShortest) }
    advance(to: offset + 1 + width)
    return value
  }

  private static func float(_ bits: UInt64, width: Int) -> Double {
    switch width {
    case 2: HalfFloat.value(of: UInt16(bits))
    case 4: Double(Float(bitPattern: UInt32(bits)))
    default: Double(bitPattern: bits)
    }
  }
}
