/// The dots that siblings refer to, in order, each once.
struct DotTable {
  struct Row: Hashable {
    let dot: Dot
    let time: HybridTime
    let author: PersonID

    init(dot: Dot, time: HybridTime, author: PersonID) {
      self.dot = dot
      self.time = time
      self.author = author
    }

    init(_ sibling: borrowing Sibling) {
      self.init(dot: sibling.dot, time: sibling.time, author: sibling.author)
    }
  }

  private(set) var rows: [Row]
  /// Which rows a sibling refers to, and how many do; kept while a state is read.
  private var isUsed: [Bool]
  private var used = 0

  /// A table that is read, and whose rows must all be used.
  init(rows: [Row]) {
    self.rows = rows
    isUsed = [Bool](repeating: false, count: rows.count)
  }

  /// - Complexity: O(siblings) where fields came with one change or in the order of their dots,
  ///   O(s log s) for s siblings at worst.
  init(of state: DocumentState) {
    rows = []
    isUsed = []
    var isOrdered = true
    for place in state.fields.siblings.indices {
      let row = Row(state.fields.siblings[place])
      if let last = rows.last {
        if last.dot == row.dot { continue }
        isOrdered = isOrdered && last.dot < row.dot
      }
      rows.append(row)
    }
    if !isOrdered { rows = Self.ordered(rows) }
  }

  private static func ordered(_ rows: [Row]) -> [Row] {
    var out: [Row] = []
    for row in rows.sorted(by: { $0.dot < $1.dot }) where out.last?.dot != row.dot {
      out.append(row)
    }
    return out
  }

  /// Where `dot` is, or would be inserted.
  func place(of dot: Dot) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].dot < dot { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func use(_ place: Int) {
    if isUsed[place] { return }
    isUsed[place] = true
    used += 1
  }

  var isUsedUp: Bool { used == rows.count }

  /// A flat array, four items a row: the writer's place in the vector, counter, time, author.
  func encode(vector: VersionVector, to out: inout CBORWriter) {
    out.arrayHead(rows.count * 4)
    for row in rows {
      out.unsigned(UInt64(vector.position(of: row.dot.writer)))
      out.unsigned(row.dot.counter)
      out.unsigned(row.time.rawValue)
      out.identifier(row.author)
    }
  }
}
