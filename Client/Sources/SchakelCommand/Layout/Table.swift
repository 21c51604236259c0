/// Rows that fit the terminal.
///
///     var table = Table([.init("titel", shrinksTo: 24), .init("stand")])
///     table.add([.init("Bankje"), .init("gesynchroniseerd", .good)])
///
/// Each column is as wide as its widest cell. Where that is too much, the columns that may shrink
/// give way first, down to their ``Column/smallest``; then the columns with the lowest rank leave,
/// one by one.
struct Table {
  struct Column {
    let title: String
    /// To how many cells it may be cut off; nil where it may not.
    let smallest: Int?
    /// The lowest leaves first; nil stays.
    let rank: Int?

    init(_ title: String, shrinksTo smallest: Int? = nil, rank: Int? = nil) {
      self.title = title
      self.smallest = smallest
      self.rank = rank
    }
  }

  struct Cell {
    let text: String
    let style: Style

    init(_ text: String, _ style: Style = .plain) {
      self.text = SafeText.line(text)
      self.style = style
    }
  }

  private let columns: [Column]
  private var rows: [[Cell]] = []
  private static let gap = 2

  init(_ columns: [Column]) { self.columns = columns }

  mutating func add(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }

  /// The lines, with a line of titles first; no line is wider than the terminal and none ends in
  /// spaces.
  func lines(on terminal: Terminal) -> [String] {
    let (shown, widths) = layout(terminal.width)
    let head = columns.map { Cell($0.title, .faint) }
    return ([head] + rows).map { row in
      var line = ""
      for (place, column) in shown.enumerated() {
        let text = Wrapping.truncated(row[column].text, to: widths[place])
        line += row[column].style.applied(to: text, on: terminal)
        guard place + 1 < shown.count else { break }
        let fill = widths[place] - CellWidth.of(text) + Self.gap
        line += String(repeating: " ", count: fill)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// Which columns are shown, and how wide each is.
  private func layout(_ available: Int) -> (shown: [Int], widths: [Int]) {
    var shown = Array(columns.indices)
    let natural = columns.indices.map { column in
      ([columns[column].title] + rows.map { $0[column].text }).map { CellWidth.of($0) }.max() ?? 0
    }
    let needed = { (column: Int) in
      min(natural[column], columns[column].smallest ?? .max)
    }
    while shown.map(needed).reduce(0, +) + Self.gap * (shown.count - 1) > available,
      let leaving = shown.filter({ columns[$0].rank != nil })
        .min(by: { (columns[$0].rank ?? 0) < (columns[$1].rank ?? 0) })
    {
      shown.removeAll { $0 == leaving }
    }
    var widths = shown.map { natural[$0] }
    var excess = widths.reduce(0, +) + Self.gap * (shown.count - 1) - available
    for place in shown.indices where excess > 0 {
      let cut = min(excess, widths[place] - needed(shown[place]))
      widths[place] -= cut
      excess -= cut
    }
    return (shown, widths)
  }
}
