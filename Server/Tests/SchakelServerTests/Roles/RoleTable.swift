/// Who may do what over HTTP, as a table: an operation and the space that it is about in front, then
/// what each caller gets. Blanks part the cells; an empty line or one that begins with `#` says nothing.
struct RoleTable {
  /// One cell: who does what where, and what comes of it.
  struct Cell {
    let operation: String
    let space: String
    let caller: String
    let expected: String
  }

  let callers: [String]
  let cells: [Cell]

  init(_ text: String) {
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(whereSeparator: { $0 == " " || $0 == "|" }).map(String.init)
    }
    let callers = Array(rows[0].dropFirst(2))
    self.callers = callers
    cells = rows.dropFirst().flatMap { row in
      precondition(row.count == callers.count + 2, "a row has too few cells or too many: \(row)")
      return zip(callers, row.dropFirst(2)).map { caller, expected in
        Cell(operation: row[0], space: row[1], caller: caller, expected: expected)
      }
    }
  }

  var operations: Set<String> { Set(cells.map(\.operation)) }
}
