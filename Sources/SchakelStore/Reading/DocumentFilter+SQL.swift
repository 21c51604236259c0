import SchakelCore

extension SQL {
  /// What a filter asks of a document `d` in space `s`. Parameters 1 to 14, each NULL where nothing
  /// is asked, so that every filter is the same prepared statement.
  static let filterConditions: SQLText = """
    d.kind IS NOT NULL
    AND (?1 IS NULL OR d.space = ?1)
    AND (?2 IS NULL OR \(opened: .documentKind, "d") = ?2)
    AND (?3 IS NULL OR instr(' ' || \(opened: .documentArea, "d"), ?3)
      OR instr(' ' || \(opened: .documentArea, "d"), ?4)
      OR instr(' ' || \(opened: .documentArea, "d"), ?5))
    AND (?6 IS NULL OR \(opened: .documentDay, "d") >= ?6)
    AND (?7 IS NULL OR \(opened: .documentDay, "d") <= ?7)
    AND (?8 IS NULL OR d.changed >= ?8)
    AND (?9 IS NULL OR d.changed <= ?9)
    AND (?10 IS NULL OR d.author = ?10 OR d.own IS NOT NULL)
    AND (?11 IS NULL OR d.marks & ?11)
    AND (?12 IS NULL OR d.marks & 1 = ?12)
    AND (?13 IS NULL OR instr(\(opened: .documentState, "d"), ?13))
    AND (?14 IS NULL OR ?14 >> \(itemState) & 1)
    """
}

extension DocumentFilter {
  /// The number of parameters in `SQL.filterConditions`.
  static let parameterCount = 14

  /// Binds parameters 1 to 14.
  func bind(to statement: Statement, _ reader: DocumentReader) throws(ReplicaError) {
    let space = try space.map { id throws(ReplicaError) in try reader.space(id).no }
    let person = try Replica.storedIdentity(reader.connection)?.person
    let areas = areaPrefixes
    do throws(SQLiteError) {
      try statement.bind(space, at: 1)
      try statement.bind(kind?.text, at: 2)
      for place in 0..<3 {
        try statement.bind(areas.isEmpty ? nil : areas[min(place, areas.count - 1)], at: 3 + place)
      }
      try statement.bind(observedFrom, at: 6)
      try statement.bind(observedTo, at: 7)
      try statement.bind(changedFrom.map { Int64(clamping: $0) }, at: 8)
      try statement.bind(changedTo.map { Int64(clamping: $0) }, at: 9)
      try statement.bind(mine ? person?.bytes ?? [] : nil, at: 10)
      try statement.bind(conflicts ? DocumentRow.Marks.unsettled.rawValue : nil, at: 11)
      try statement.bind(deletedMark, at: 12)
      try statement.bind(themeValue?.encoded, at: 13)
      try statement.bind(stateMask, at: 14)
    } catch {
      throw ReplicaError(error)
    }
  }

  private var deletedMark: Int64? {
    switch deleted {
    case .excluded: 0
    case .included: nil
    case .only: 1
    }
  }

  private var stateMask: Int64? {
    states == .all ? nil : states.reduce(0) { $0 | 1 << Int64($1.rawValue) }
  }

  /// How the themes of a document hold the theme that is asked for.
  var themeValue: Value? { theme.map { Value(Vocabulary.theme.id(for: $0)) } }

  /// What one of the area's codes must begin with, after a space. CBS numbers a district after its
  /// municipality and a neighbourhood after its district, so that all that lies in an area shares
  /// its digits.
  var areaPrefixes: [String] {
    guard let area else { return [] }
    let code = area.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }
    let levels = ["GM", "WK", "BU"]
    let level = levels.firstIndex { code.starts(with: $0.utf8) }
    let number = String(decoding: level == nil ? code : Array(code.dropFirst(2)), as: UTF8.self)
    return levels[(level ?? 0)...].map { " " + $0 + number }
  }

  /// Whether nothing is asked of shared documents but that they are there.
  var isOpen: Bool {
    var open = DocumentFilter()
    open.includesDrafts = includesDrafts
    open.order = order
    return self == open
  }
}
