import SchakelCore

/// Reads the members of one line. Known fields are checked against their kind's table; what the
/// table does not know is carried as it is.
struct ContributionReader {
  let line: JSONValue
  let kindName: Name
  let kind: Kind?
  private var values: [Name: [Value]] = [:]

  init(_ line: JSONValue) throws(Refusal) {
    guard case .object = line else { throw Refusal(.notAnObject) }
    guard let kind = line[ReservedName.kind.text]?.string else {
      throw Refusal(.noKind, field: ReservedName.kind.text)
    }
    self.line = line
    kindName = try Self.name(kind, field: ReservedName.kind.text)
    self.kind = Kind.named(kindName)
  }

  mutating func read() throws(Refusal) -> Contribution {
    guard case .object(let members) = line else { throw Refusal(.notAnObject) }
    for member in members { try read(member) }
    try readAlso()
    try readVerbatim()
    guard values.count <= Limits.operations
    else { throw Refusal(.tooMany(limit: Limits.operations)) }
    return Contribution(
      id: try id(), kind: kindName,
      fields: values.map { Contribution.Field($0.key, $0.value) })
  }

  private func id() throws(Refusal) -> DocumentID? {
    guard let json = line[ReservedName.id.text] else { return nil }
    guard let id = json.string.flatMap(DocumentID.init(text:))
    else { throw Refusal(.badID, field: ReservedName.id.text) }
    return id
  }

  private mutating func read(_ member: JSONValue.Member) throws(Refusal) {
    let known: Set = [
      ReservedName.id, ReservedName.kind, ReservedName.also, ReservedName.verbatim,
    ]
    let name = Name(member.name)
    if known.contains(name) { return }
    if let field = kind?.fields.first(where: { isYear(name, of: $0) }) {
      // It is read with the areas it belongs to.
      guard line[field.name.text] != nil else { throw Refusal(.yearAlone, field: member.name) }
      return
    }
    guard !ReservedName.contains(name, kind: kind) else {
      throw Refusal(.badName, field: member.name)
    }
    let read = try elements(member.value, of: try Self.name(member.name, field: member.name))
    if !read.isEmpty { values[name] = read }
  }

  private func isYear(_ name: Name, of field: FieldDefinition) -> Bool {
    field.shape == .area && ReservedName.year(of: field.name) == name
  }

  private func year(for field: FieldDefinition) throws(Refusal) -> Int? {
    let member = ReservedName.year(of: field.name).text
    guard field.shape == .area, let json = line[member] else { return nil }
    return try refusing(member) { () throws(Refusal.Reason) in
      try FieldDefinition.Shape.year(json)
    }
  }

  /// What a field holds; nothing for null and for an empty list.
  private func elements(_ json: JSONValue, of name: Name) throws(Refusal) -> [Value] {
    if json == .null { return [] }
    guard let field = kind?.field(name) else { return [try Self.verbatim(json, of: name.text)] }
    let year = try year(for: field)
    return try refusing(name.text) { () throws(Refusal.Reason) in
      guard field.isSet else { return [try field.shape.value(json, year: year)] }
      guard let items = json.array else { throw .expectedList }
      guard items.count <= Limits.valuesPerOperation
      else { throw .tooMany(limit: Limits.valuesPerOperation) }
      return try items.map { item throws(Refusal.Reason) in
        try field.shape.value(item, year: year)
      }.distinct
    }
  }

  private mutating func readAlso() throws(Refusal) {
    for (name, items) in try lists(in: ReservedName.also) {
      for item in items {
        values[name, default: []].append(try version(item, of: name))
      }
    }
  }

  private func version(_ item: JSONValue, of name: Name) throws(Refusal) -> Value {
    guard let field = kind?.field(name) else { return try Self.verbatim(item, of: name.text) }
    return try refusing(name.text) { () throws(Refusal.Reason) in try field.shape.value(item) }
  }

  private mutating func readVerbatim() throws(Refusal) {
    for (name, items) in try lists(in: ReservedName.verbatim) {
      values[name] = try items.map { item throws(Refusal) in
        try Self.verbatim(item, of: name.text)
      }
    }
  }

  /// The members of `$also` or `$verbatim`, each a list.
  private func lists(
    in member: Name
  ) throws(Refusal) -> [(name: Name, items: [JSONValue])] {
    guard let json = line[member.text] else { return [] }
    guard case .object(let members) = json else { throw Refusal(.badEscape, field: member.text) }
    return try members.map { list throws(Refusal) in
      guard let items = list.value.array else { throw Refusal(.expectedList, field: list.name) }
      return (name: try Self.name(list.name, field: list.name), items: items)
    }
  }

  private static func verbatim(_ json: JSONValue, of field: String) throws(Refusal) -> Value {
    guard let value = json.item().flatMap(Value.init(_:))
    else { throw Refusal(.badEscape, field: field) }
    guard value.byteCount <= Limits.valueBytes
    else { throw Refusal(.tooLong(limit: Limits.valueBytes), field: field) }
    return value
  }

  private static func name(_ text: String, field: String) throws(Refusal) -> Name {
    guard (1...Limits.nameBytes).contains(text.utf8.count)
    else { throw Refusal(.badName, field: field) }
    return Name(text)
  }
}

/// Names the field that a reason is about.
private func refusing<T>(
  _ field: String, _ body: () throws(Refusal.Reason) -> T
) throws(Refusal) -> T {
  do throws(Refusal.Reason) {
    return try body()
  } catch {
    throw Refusal(error, field: field)
  }
}

extension [Value] {
  /// Each value once, at its first place.
  fileprivate var distinct: [Value] {
    var seen: Set<Value> = []
    return filter { seen.insert($0).inserted }
  }
}
