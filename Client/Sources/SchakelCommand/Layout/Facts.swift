/// Names and what they stand for, below each other: the names in one column, long values broken
/// within theirs.
struct Facts {
  private var rows: [(name: String, value: String, style: Style)] = []

  mutating func add(_ name: String, _ value: String, _ style: Style = .plain) {
    rows.append((name: name, value: SafeText.lines(value), style: style))
  }

  func lines(on terminal: Terminal) -> [String] {
    let column = min((rows.map { CellWidth.of($0.name) }.max() ?? 0) + 2, terminal.width / 2)
    return rows.flatMap { row in
      Wrapping.lines(row.value, width: terminal.width - column).enumerated().map { index, line in
        let name = index == 0 ? Wrapping.truncated(row.name, to: column - 1) : ""
        guard !line.isEmpty else { return index == 0 ? name : "" }
        let gap = String(repeating: " ", count: column - CellWidth.of(name))
        return Style.faint.applied(to: name, on: terminal) + gap
          + row.style.applied(to: line, on: terminal)
      }
    }
  }
}
