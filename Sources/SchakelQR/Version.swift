/// The size of a code, 1 to 40, and what level M makes of it (ISO/IEC 18004, tables 1, 7 and 9).
struct Version {
  static let all = 1...40

  /// Error correction codewords in each block, by version.
  private static let correction = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  ]
  /// Blocks, by version.
  private static let blocks = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
    26,
    28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
  ]

  let number: Int

  init(_ number: Int) {
    precondition(Self.all.contains(number), "a QR code has a version from 1 to 40")
    self.number = number
  }

  /// The first version that holds so many bytes, if there is one.
  static func smallest(for count: Int) -> Version? {
    all.lazy.map { Version($0) }.first { $0.bytes >= count }
  }

  /// Modules on a side.
  var size: Int { 17 + 4 * number }
  /// Bits in which the number of bytes is written (table 3).
  var countBits: Int { number < 10 ? 8 : 16 }
  /// Bytes that it holds: four bits of mode and the count come before them.
  var bytes: Int { (dataCodewords * 8 - 4 - countBits) / 8 }
  var blockCount: Int { Self.blocks[number - 1] }
  var correctionPerBlock: Int { Self.correction[number - 1] }
  var dataCodewords: Int { codewords - blockCount * correctionPerBlock }

  /// All codewords: what the modules that are no function patterns hold, whole.
  var codewords: Int { dataModules / 8 }

  private var dataModules: Int {
    var modules = (16 * number + 128) * number + 64
    if number >= 2 {
      let patterns = number / 7 + 2
      modules -= (25 * patterns - 10) * patterns - 55
    }
    return number >= 7 ? modules - 36 : modules
  }

  /// Where the middles of alignment patterns lie, in columns as in rows (annex E): evenly apart, by an
  /// even number, from the end on.
  var alignment: [Int] {
    guard number >= 2 else { return [] }
    let count = number / 7 + 2
    // Version 32 is the one that the rule does not make.
    let step = number == 32 ? 26 : (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
    return [6] + (0..<count - 1).reversed().map { size - 7 - $0 * step }
  }
}
