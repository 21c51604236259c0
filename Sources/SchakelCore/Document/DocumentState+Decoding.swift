extension DocumentState {
  /// Reads what ``encoded()`` writes, and refuses every other form of it.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    let hasErased = try reader.arrayHead(2, or: 3)
    var structure = CBORReader(bytes, in: try reader.byteStringRange())
    try self.init(structure: &structure, contents: &reader)
    if hasErased { try readErased(from: &reader) }
    try reader.finish()
  }

  /// Reads both parts side by side: each sibling of the structure with its content.
  private init(
    structure reader: inout CBORReader, contents: inout CBORReader
  ) throws(CBORError) {
    let start = reader.offset
    let hasVoidEnds = try reader.arrayHead(5, or: 6)
    self.init()
    kind = try reader.null() ? nil : try reader.name()
    // The maker names its writer by a place in the vector, which comes after it.
    var maker = reader
    try reader.skip()
    vector = try VersionVector(from: &reader)
    madeBy = try Self.readMaker(from: &maker, vector: vector)
    guard (kind == nil) == (madeBy == nil) else { throw CBORError(.shape, at: start) }
    var table = try DotTable(from: &reader, vector: vector)
    try readFields(from: &reader, table: &table, contents: &contents)
    if hasVoidEnds { try readVoidEnds(from: &reader) }
    try reader.finish()
  }

  private static func readMaker(
    from reader: inout CBORReader, vector: VersionVector
  ) throws(CBORError) -> Dot? {
    if try reader.null() { return nil }
    try reader.arrayHead(exactly: 2)
    return try reader.dot(in: vector)
  }

  private mutating func readFields(
    from reader: inout CBORReader, table: inout DotTable, contents: inout CBORReader
  ) throws(CBORError) {
    let start = reader.offset
    let count = try reader.groups(of: 2)
    let contentsStart = contents.offset
    var contentsLeft = try contents.arrayHead()
    fields.reserve(
      fields: min(count, Limits.reservedElements),
      siblings: min(contentsLeft, Limits.reservedElements))
    var last: Name?
    for _ in 0..<count {
      let start = reader.offset
      let name = try reader.name(emptyAllowed: true)
      if let last, !(last < name) { throw CBORError(.order, at: start) }
      last = name
      let siblings = try reader.arrayHead()
      guard siblings > 0 else { throw CBORError(.notShortest, at: start) }
      guard siblings <= contentsLeft else { throw CBORError(.shape, at: contentsStart) }
      contentsLeft -= siblings
      try readSiblings(siblings, of: name, from: &reader, &table, &contents)
      fields.end(name)
    }
    guard contentsLeft == 0 else { throw CBORError(.shape, at: contentsStart) }
    // One encoding: the table has no row that nothing refers to.
    guard table.isUsedUp else { throw CBORError(.notShortest, at: start) }
  }

  private mutating func readSiblings(
    _ count: Int, of name: Name, from reader: inout CBORReader, _ table: inout DotTable,
    _ contents: inout CBORReader
  ) throws(CBORError) {
    let first = fields.siblings.count
    for _ in 0..<count {
      let start = reader.offset
      let contentStart = contents.offset
      // A mark is as long as the vector that it holds.
      let limit = name == .lifecycle ? Int.max : Limits.valueBytes
      let sibling = try Sibling(reference: &reader, &table, contents: &contents, limit: limit)
      let last = fields.siblings.count - 1
      if last >= first, !Sibling.precedes(fields.siblings[last], sibling) {
        throw CBORError(.order, at: start)
      }
      guard name != .lifecycle || isMark(sibling) else { throw CBORError(.shape, at: contentStart) }
      fields.append(sibling)
    }
  }

  /// A deletion mark holds a vector, of what this document has seen.
  private func isMark(_ sibling: Sibling) -> Bool {
    sibling.seenVector.map { vector.dominates($0) } ?? false
  }

  /// Where writers' changes end in void ones: fewer than the vector has, and no sibling is of one.
  private mutating func readVoidEnds(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    let count = try reader.groups(of: 2)
    guard count > 0 else { throw CBORError(.notShortest, at: start) }
    for _ in 0..<count {
      let start = reader.offset
      let place = try reader.count(limit: .max)
      guard place < vector.entries.count else { throw CBORError(.limit, at: start) }
      let entry = vector.entries[place]
      if let last = voidEnds.last, !(last.writer < entry.writer) {
        throw CBORError(.order, at: start)
      }
      let effective = try reader.unsigned()
      guard effective < entry.counter else { throw CBORError(.limit, at: start) }
      voidEnds.append(VoidEnd(writer: entry.writer, effective: effective))
    }
    guard fields.siblings.allSatisfy({ hasEffect($0.dot) })
    else { throw CBORError(.shape, at: start) }
  }
}

// MARK: Erased contents

extension DocumentState {
  /// The places, in order, of contents that are null because they were erased.
  private mutating func readErased(from reader: inout CBORReader) throws(CBORError) {
    let start = reader.offset
    let count = try reader.arrayHead()
    guard count > 0 else { throw CBORError(.notShortest, at: start) }
    var places: [Int] = []
    for _ in 0..<count {
      let start = reader.offset
      let place = try reader.count(limit: .max)
      if let last = places.last, place <= last { throw CBORError(.order, at: start) }
      places.append(place)
    }
    guard eraseContents(at: places) else { throw CBORError(.shape, at: start) }
  }

  private mutating func eraseContents(at places: [Int]) -> Bool {
    for place in places {
      guard fields.siblings.indices.contains(place), fields.siblings[place].value == .null
      else { return false }
      fields.erase(at: place)
    }
    return true
  }
}

extension Sibling {
  /// Reads a reference, and its content, which stands apart.
  fileprivate init(
    reference reader: inout CBORReader, _ table: inout DotTable, contents: inout CBORReader,
    limit: Int
  ) throws(CBORError) {
    let start = reader.offset
    var index = 0
    var origin: Operation.Origin?
    let row: DotTable.Row
    if try reader.peekMajor() == 4 {
      let hasOrigin = try reader.arrayHead(2, or: 5)
      row = try table.row(at: &reader)
      index = try reader.count(limit: Limits.lastValueIndex)
      if hasOrigin {
        origin = Operation.Origin(dot: try reader.dot(), author: try reader.identifier())
      }
      guard index > 0 || origin != nil else { throw CBORError(.notShortest, at: start) }
    } else {
      row = try table.row(at: &reader)
    }
    self.init(
      dot: row.dot, index: index, time: row.time, author: row.author, origin: origin,
      content: .value(try Value(from: &contents, limit: limit)))
  }
}

extension DotTable {
  fileprivate init(from reader: inout CBORReader, vector: VersionVector) throws(CBORError) {
    let count = try reader.groups(of: 4)
    var rows: [Row] = []
    rows.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      let start = reader.offset
      let dot = try reader.dot(in: vector)
      if let last = rows.last, !(last.dot < dot) { throw CBORError(.order, at: start) }
      let time = HybridTime(rawValue: try reader.unsigned())
      rows.append(Row(dot: dot, time: time, author: try reader.identifier()))
    }
    self.init(rows: rows)
  }

  /// Reads the place of a row, which is thereby in use.
  fileprivate mutating func row(at reader: inout CBORReader) throws(CBORError) -> Row {
    let start = reader.offset
    let place = try reader.count(limit: .max)
    guard place < rows.count else { throw CBORError(.limit, at: start) }
    use(place)
    return rows[place]
  }
}
