/// The codewords of some bytes, in the order in which they are placed (ISO/IEC 18004 §7.4 to §7.6).
enum Codewords {
  /// What fills up what is left of the data.
  private static let padding: [UInt8] = [0xec, 0x11]

  /// All codewords: of each block in turn the next of its data, then of its correction.
  static func interleaved(_ bytes: [UInt8], _ version: Version) -> [UInt8] {
    let blocks = blocks(of: data(bytes, version), version)
    let corrections = blocks.map {
      ReedSolomon.correction(of: $0, count: version.correctionPerBlock)
    }
    return alternating(blocks.map { Array($0) }) + alternating(corrections)
  }

  /// Mode, count, bytes, terminator and padding.
  static func data(_ bytes: [UInt8], _ version: Version) -> [UInt8] {
    precondition(bytes.count <= version.bytes, "the version is too small for the bytes")
    let capacity = version.dataCodewords
    var bits: [Bool] = []
    bits.append(0b0100, count: 4)
    bits.append(bytes.count, count: version.countBits)
    for byte in bytes { bits.append(Int(byte), count: 8) }
    bits.append(0, count: min(4, capacity * 8 - bits.count))
    bits.append(0, count: (8 - bits.count % 8) % 8)
    let codewords = stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
    }
    return codewords + (0..<capacity - codewords.count).map { padding[$0 % 2] }
  }

  /// The data in blocks of one length, and then of one more.
  private static func blocks(of data: [UInt8], _ version: Version) -> [ArraySlice<UInt8>] {
    let count = version.blockCount
    let (length, longer) = data.count.quotientAndRemainder(dividingBy: count)
    var start = 0
    return (0..<count).map { number in
      let end = start + length + (number >= count - longer ? 1 : 0)
      defer { start = end }
      return data[start..<end]
    }
  }

  private static func alternating(_ blocks: [[UInt8]]) -> [UInt8] {
    let longest = blocks.map(\.count).max() ?? 0
    return (0..<longest).flatMap { index in
      blocks.compactMap { index < $0.count ? $0[index] : nil }
    }
  }
}

extension [Bool] {
  /// Adds the lowest bits of a number, the highest of them first.
  mutating func append(_ value: Int, count: Int) {
    for bit in (0..<count).reversed() { append(value >> bit & 1 == 1) }
  }
}
