/// One of the eight patterns that modules of data are inverted by, so that no code looks like something
/// else (ISO/IEC 18004 §7.8.2).
struct Mask {
  static let count = 8

  private let number: Int

  init(_ number: Int) {
    precondition((0..<Self.count).contains(number), "there are eight masks")
    self.number = number
  }

  /// Whether the module in a column and a row is inverted.
  func inverts(_ x: Int, _ y: Int) -> Bool {
    switch number {
    case 0: (x + y) % 2 == 0
    case 1: y % 2 == 0
    case 2: x % 3 == 0
    case 3: (x + y) % 3 == 0
    case 4: (x / 3 + y / 2) % 2 == 0
    case 5: x * y % 2 + x * y % 3 == 0
    case 6: (x * y % 2 + x * y % 3) % 2 == 0
    default: ((x + y) % 2 + x * y % 3) % 2 == 0
    }
  }
}

extension Symbol {
  /// How hard it is to read: runs of one colour, blocks of one colour, what looks like a finder
  /// pattern, and more of one colour than of the other (§7.8.3, table 11).
  var penalty: Int {
    let rows = (0..<size).map { y in (0..<size).map { self[$0, y] } }
    let columns = (0..<size).map { x in (0..<size).map { self[x, $0] } }
    let lines = (rows + columns).reduce(0) { $0 + runs(in: $1) + finders(in: $1) }
    return lines + blocks(in: rows) + imbalance
  }

  private func runs(in line: [Bool]) -> Int {
    var (penalty, length) = (0, 0)
    for index in line.indices {
      length = index > 0 && line[index] == line[index - 1] ? length + 1 : 1
      penalty += length == 5 ? 3 : length > 5 ? 1 : 0
    }
    return penalty
  }

  private func blocks(in rows: [[Bool]]) -> Int {
    var penalty = 0
    for y in 1..<size {
      for x in 1..<size {
        let colour = rows[y][x]
        let isBlock = colour == rows[y - 1][x] && colour == rows[y][x - 1]
        if isBlock && colour == rows[y - 1][x - 1] { penalty += 3 }
      }
    }
    return penalty
  }

  /// 1:1:3:1:1 with four light ones before or after it; beyond the edge all are light.
  private func finders(in line: [Bool]) -> Int {
    let finder = [true, false, true, true, true, false, true]
    let quiet = [Bool](repeating: false, count: 4)
    let line = quiet + line + quiet
    return [finder + quiet, quiet + finder].reduce(0) { penalty, pattern in
      let starts = 0...(line.count - pattern.count)
      return penalty + 40 * starts.count { line[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }
  }

  private var imbalance: Int {
    let dark = modules.count { $0 }
    return abs(dark * 20 - modules.count * 10) / modules.count * 10
  }
}
