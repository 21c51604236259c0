/// Blocks of lines beside each other, where the terminal is wide enough; else below each other.
struct Columns {
  /// How many stand beside each other.
  let count: Int
  /// How many cells each has.
  let width: Int

  private static let gap = 3
  /// From here on there is room for more than one.
  static let leastTerminal = 80
  /// A line that is longer is hard to follow.
  private static let widest = 72

  init(of blocks: Int, on terminal: Terminal) {
    // Four are two rows of two.
    count = terminal.width < Self.leastTerminal ? 1 : blocks == 4 ? 2 : min(3, max(1, blocks))
    width = min(Self.widest, (terminal.width - Self.gap * (count - 1)) / count)
  }

  /// What stands in one place: lines about it, and what it says.
  struct Block {
    let head: [LaidOutLine]
    let body: [LaidOutLine]

    /// With the body so many lines below the beginning of the head.
    fileprivate func lines(bodyAt height: Int, _ empty: LaidOutLine) -> [LaidOutLine] {
      head + Array(repeating: empty, count: height - head.count) + body
    }
  }

  /// No line ends in spaces; between two rows of blocks is an empty one, and between heads and bodies,
  /// which begin at one height in a row.
  func lines(_ blocks: [Block], on terminal: Terminal) -> [String] {
    let empty = LaidOutLine("", on: terminal)
    return stride(from: 0, to: blocks.count, by: count).flatMap { start in
      let inRow = blocks[start..<min(start + count, blocks.count)]
      let bodyAt = (inRow.map(\.head.count).max() ?? 0) + 1
      let row = inRow.map { $0.lines(bodyAt: bodyAt, empty) }
      let height = row.map(\.count).max() ?? 0
      return (start > 0 ? [""] : [])
        + (0..<height).map { place in line(row.map { $0.indices.contains(place) ? $0[place] : nil })
        }
    }
  }

  private func line(_ cells: [LaidOutLine?]) -> String {
    var out = ""
    // Of how many cells the line is short: said only before the next that says anything.
    var missing = 0
    for cell in cells {
      if let cell, cell.width > 0 {
        out += String(repeating: " ", count: missing) + cell.text
        missing = width - cell.width
      } else {
        missing += width
      }
      missing += Self.gap
    }
    return out
  }
}
