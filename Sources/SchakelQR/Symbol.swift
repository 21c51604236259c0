/// The modules of a code as they are being placed (ISO/IEC 18004 §6.3, §7.7 and §7.9).
struct Symbol {
  let size: Int
  private(set) var modules: [Bool]
  /// Which modules hold no data.
  private var isFunction: [Bool]

  init(_ bytes: [UInt8], _ version: Version, mask: Int) {
    size = version.size
    modules = [Bool](repeating: false, count: size * size)
    isFunction = modules
    drawPatterns(version)
    drawFormat(mask: mask)
    drawVersion(version)
    place(Codewords.interleaved(bytes, version), Mask(mask))
  }

  /// Whether the module in a column and a row is dark.
  subscript(x: Int, y: Int) -> Bool { modules[y * size + x] }

  private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
    modules[y * size + x] = isDark
    isFunction[y * size + x] = true
  }

  // MARK: Patterns

  private mutating func drawPatterns(_ version: Version) {
    for at in 0..<size {
      set(6, at, at % 2 == 0)
      set(at, 6, at % 2 == 0)
    }
    for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
    let places = version.alignment
    for x in places {
      for y in places {
        let last = size - 7
        let isFinder = (x == 6 && (y == 6 || y == last)) || (x == last && y == 6)
        if !isFinder { drawRings(x, y, radius: 2) { $0 != 1 } }
      }
    }
  }

  /// A finder pattern with the light ring around it that parts it from the rest.
  private mutating func drawFinder(_ x: Int, _ y: Int) {
    drawRings(x, y, radius: 4) { $0 != 2 && $0 != 4 }
  }

  private mutating func drawRings(
    _ x: Int, _ y: Int, radius: Int, _ isDark: (_ distance: Int) -> Bool
  ) {
    for dx in -radius...radius {
      for dy in -radius...radius
      where (0..<size).contains(x + dx) && (0..<size).contains(y + dy) {
        set(x + dx, y + dy, isDark(max(abs(dx), abs(dy))))
      }
    }
  }

  // MARK: What it is

  /// Level M, which is 00, and the mask, with ten bits of a BCH code (§7.9.1), twice.
  private mutating func drawFormat(mask: Int) {
    var rest = mask
    for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
    let bits = (mask << 10 | rest) ^ 0x5412
    func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
    for index in 0...5 { set(8, index, bit(index)) }
    set(8, 7, bit(6))
    set(8, 8, bit(7))
    set(7, 8, bit(8))
    for index in 9..<15 { set(14 - index, 8, bit(index)) }
    for index in 0..<8 { set(size - 1 - index, 8, bit(index)) }
    for index in 8..<15 { set(8, size - 15 + index, bit(index)) }
    set(8, size - 8, true)
  }

  /// From version 7 on its number, with twelve bits of a BCH code (§7.10), twice.
  private mutating func drawVersion(_ version: Version) {
    guard version.number >= 7 else { return }
    var rest = version.number
    for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1f25 }
    let bits = version.number << 12 | rest
    for index in 0..<18 {
      let (along, across) = (size - 11 + index % 3, index / 3)
      set(along, across, bits >> index & 1 == 1)
      set(across, along, bits >> index & 1 == 1)
    }
  }

  // MARK: Data

  /// Two columns at a time, from the right, upwards and downwards in turn (§7.7.3); bits that are left
  /// over are light before the mask.
  private mutating func place(_ codewords: [UInt8], _ mask: Mask) {
    var index = 0
    for right in stride(from: size - 1, through: 1, by: -2) {
      // The column of the timing pattern holds no data: pairs go on beside it.
      let right = right <= 6 ? right - 1 : right
      let isUpward = (right + 1) & 2 == 0
      for step in 0..<size {
        let y = isUpward ? size - 1 - step : step
        for x in [right, right - 1] where !isFunction[y * size + x] {
          let isDark =
            index < codewords.count * 8 && codewords[index / 8] >> (7 - index % 8) & 1 == 1
          modules[y * size + x] = isDark != mask.inverts(x, y)
          index += 1
        }
      }
    }
  }
}
