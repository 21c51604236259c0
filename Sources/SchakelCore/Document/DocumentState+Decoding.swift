extension DocumentState {
  /// Reads what ``encoded()`` writes, and refuses every other form of it.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    let items = try reader.arrayHead()
    guard items == 2 || items == 3 else { throw reader.fail(.shape) }
    let structure = try reader.byteStringRange()
    var structureReader = CBORReader(bytes, in: structure)
    try self.init(structure: &structureReader)
    try structureReader.finish()
    try readContents(from: &reader)
    if items == 3 { try readErased(from: &reader) }
    try reader.finish()
  }

  private init(structure reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 5)
    kind = try reader.null() ? nil : try reader.name()
    let maker = try Self.readMaker(from: &reader)
    vector = try VersionVector(from: &reader)
    fields = []
    if let maker {
      guard maker.place < vector.entries.count else { throw reader.fail(.limit) }
      madeBy = Dot(writer: vector.entries[maker.place].writer, counter: maker.counter)
    }
    guard (kind == nil) == (madeBy == nil) else { throw reader.fail(.shape) }
    let table = try DotTable(from: &reader, vector: vector)
    try readFields(from: &reader, table: table)
  }

  private static func readMaker(
    from reader: inout CBORReader
  ) throws(CBORError) -> (place: Int, counter: UInt64)? {
    if try reader.null() { return nil }
    try reader.arrayHead(exactly: 2)
    return (place: try reader.count(limit: .max), counter: try reader.counter())
  }

  private mutating func readFields(
    from reader: inout CBORReader, table: DotTable
  ) throws(CBORError) {
    let count = try reader.arrayHead()
    guard count % 2 == 0 else { throw reader.fail(.shape) }
    fields.reserveCapacity(count / 2)
    for _ in 0..<count / 2 {
      let name = try reader.name(emptyAllowed: true)
      if let last = fields.last, !(last.name < name) { throw reader.fail(.order) }
      fields.append(Field(name: name, siblings: try Self.readSiblings(from: &reader, table)))
    }
  }

  private static func readSiblings(
    from reader: inout CBORReader, _ table: DotTable
  ) throws(CBORError) -> [Sibling] {
    let count = try reader.arrayHead()
    guard count > 0 else { throw reader.fail(.shape) }
    var siblings: [Sibling] = []
    siblings.reserveCapacity(count)
    for _ in 0..<count {
      let sibling = try Sibling(reference: &reader, table)
      if let last = siblings.last, !Sibling.precedes(last, sibling) { throw reader.fail(.order) }
      siblings.append(sibling)
    }
    return siblings
  }

  private mutating func readContents(from reader: inout CBORReader) throws(CBORError) {
    let count = fields.reduce(0) { $0 + $1.siblings.count }
    try reader.arrayHead(exactly: count)
    for field in fields.indices {
      for sibling in fields[field].siblings.indices {
        fields[field].siblings[sibling].content = .value(try Value(from: &reader))
      }
    }
  }

  /// The places, in order, of contents that are null because they were erased.
  private mutating func readErased(from reader: inout CBORReader) throws(CBORError) {
    let count = try reader.arrayHead()
    guard count > 0 else { throw reader.fail(.shape) }
    var places: [Int] = []
    for _ in 0..<count {
      let place = try reader.count(limit: .max)
      if let last = places.last, place <= last { throw reader.fail(.order) }
      places.append(place)
    }
    guard eraseContents(at: places) else { throw reader.fail(.shape) }
  }

  private mutating func eraseContents(at places: [Int]) -> Bool {
    var place = 0
    var next = 0
    for field in fields.indices {
      for sibling in fields[field].siblings.indices {
        if next < places.count && places[next] == place {
          guard fields[field].siblings[sibling].value == .null else { return false }
          fields[field].siblings[sibling].content = .erased
          next += 1
        }
        place += 1
      }
    }
    return next == places.count
  }
}

extension Sibling {
  /// Reads a reference; the content, which stands apart, is null until then.
  fileprivate init(reference reader: inout CBORReader, _ table: DotTable) throws(CBORError) {
    var index = 0
    var origin: Operation.Origin?
    let place: Int
    if try reader.peekMajor() == 4 {
      let items = try reader.arrayHead()
      guard items == 2 || items == 5 else { throw reader.fail(.shape) }
      place = try reader.count(limit: .max)
      index = try reader.count(limit: Limits.valuesPerOperation)
      if items == 5 {
        let dot = Dot(writer: try reader.writer(), counter: try reader.counter())
        origin = Operation.Origin(dot: dot, author: try reader.identifier())
      }
      guard index > 0 || origin != nil else { throw reader.fail(.notShortest) }
    } else {
      place = try reader.count(limit: .max)
    }
    guard place < table.rows.count else { throw reader.fail(.limit) }
    let row = table.rows[place]
    self.init(
      dot: row.dot, index: index, time: row.time, author: row.author, origin: origin,
      content: .value(.null))
  }
}

extension DotTable {
  init(from reader: inout CBORReader, vector: VersionVector) throws(CBORError) {
    let count = try reader.arrayHead()
    guard count % 4 == 0 else { throw reader.fail(.shape) }
    var rows: [Row] = []
    rows.reserveCapacity(count / 4)
    for _ in 0..<count / 4 {
      let place = try reader.count(limit: .max)
      guard place < vector.entries.count else { throw reader.fail(.limit) }
      let counter = try reader.counter()
      guard counter <= vector.entries[place].counter else { throw reader.fail(.limit) }
      let dot = Dot(writer: vector.entries[place].writer, counter: counter)
      if let last = rows.last, !(last.dot < dot) { throw reader.fail(.order) }
      let time = HybridTime(rawValue: try reader.unsigned())
      rows.append(Row(dot: dot, time: time, author: try reader.identifier()))
    }
    self.init(rows: rows)
  }
}
