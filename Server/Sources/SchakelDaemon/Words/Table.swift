/// Rows in columns that are as wide as they need to be, two spaces apart.
///
///     var table = Table(shrinking: [1])
///     table.add("5c4a6b656c000001", "Team West")
///     for line in table.lines(width: 80) { … }
///
/// Where that is more than the terminal has, the columns that may shrink give way, the widest first,
/// down to ``smallest``. The others hold what is of no use in part, such as ids: a terminal that is
/// too narrow for those breaks the lines itself.
struct Table {
  /// Cells that a column which shrinks keeps.
  static let smallest = 8
  private static let gap = 2

  private let indent: String
  private let shrinking: Set<Int>
  private var rows: [[String]] = []

  /// - Parameter shrinking: the columns that may be cut off, from 0.
  init(indent: Int = 2, shrinking: Set<Int> = []) {
    self.indent = String(repeating: " ", count: indent)
    self.shrinking = shrinking
  }

  mutating func add(_ cells: String...) {
    rows.append(cells.map(Self.printable))
  }

  /// The lines, without spaces at their ends.
  ///
  /// - Parameter width: the cells of a line; nil for as many as needed.
  func lines(width: Int?) -> [String] {
    let widths = widths(within: width)
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        let shown = CellWidth.cut(cell, to: width)
        return shown + String(repeating: " ", count: width - CellWidth.of(shown))
      }
      let line = indent + cells.joined(separator: String(repeating: " ", count: Self.gap))
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func widths(within available: Int?) -> [Int] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], CellWidth.of(cell))
      }
    }
    guard let available else { return widths }
    // A column that is empty all the way down is not seen.
    let seen = widths.count - (widths.reversed().firstIndex { $0 > 0 } ?? 0)
    var excess = indent.count + widths.reduce(0, +) + Self.gap * max(0, seen - 1) - available
    while excess > 0, let widest = widest(of: widths) {
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  /// The widest column that may still give way; of equals the last.
  private func widest(of widths: [Int]) -> Int? {
    shrinking.filter { $0 < widths.count && widths[$0] > Self.smallest }
      .max { (widths[$0], $0) < (widths[$1], $1) }
  }

  /// A name from outside must not steer the terminal.
  static func printable(_ text: String) -> String {
    String(
      text.map { character in
        character.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }
          ? "\u{fffd}" : character
      })
  }
}
