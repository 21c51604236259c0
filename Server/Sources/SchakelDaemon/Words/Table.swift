/// Rows in columns that are as wide as they need to be, two spaces apart.
struct Table {
  private let indent: String
  private var rows: [[String]] = []

  init(indent: Int = 2) {
    self.indent = String(repeating: " ", count: indent)
  }

  mutating func add(_ cells: String...) {
    rows.append(cells.map(Self.printable))
  }

  /// The lines, without spaces at their ends.
  var lines: [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = indent + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// A name from outside must not steer the terminal.
  private static func printable(_ text: String) -> String {
    String(
      text.map { character in
        character.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }
          ? "\u{fffd}" : character
      })
  }
}
