extension Report {
  /// The figures as lines for a person, the columns below each other.
  var table: [String] {
    let head = ["figure", "value", "unit", "baseline", "ratio", "target", ""]
    let rows = [head] + figures.map(\.cells)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return Self.numbers.contains(column) ? gap + row[column] : row[column] + gap
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    } + notes
  }

  /// The columns that stand to the right.
  private static let numbers: Set = [1, 3, 4]

  private var notes: [String] {
    missing.map { "\($0.name): \($0.note ?? "not measured")" }
      + ["\(figures.count { $0.met == true }) targets met, \(missed.count) missed."]
  }
}

extension Figure {
  fileprivate var cells: [String] {
    func text(_ number: Double?, _ digits: Int) -> String {
      number.map { $0.rounded(digits: digits).short } ?? ""
    }
    let verdict = met.map { $0 ? "met" : "MISSED" } ?? ""
    return [
      name, value == nil ? "-" : text(value, 4), unit, text(baseline, 4), text(ratio, 3),
      target?.text ?? "", verdict,
    ]
  }
}
