import SchakelCore

/// Writes the members of one line, and collects what cannot stand under its own name.
struct ContributionWriter {
  let kind: Kind?
  private var also: [JSONValue.Member] = []
  private var verbatim: [JSONValue.Member] = []

  init(kind: Kind?) { self.kind = kind }

  /// `$also` and `$verbatim`, where there is something in them.
  var rest: [JSONValue.Member] {
    [(ReservedName.also, also), (ReservedName.verbatim, verbatim)]
      .filter { !$0.1.isEmpty }
      .map { JSONValue.Member($0.0.text, .object($0.1)) }
  }

  mutating func members(of field: Contribution.Field) -> [JSONValue.Member] {
    let definition = kind?.field(field.name)
    let values = field.values.map { value in
      definition.map { $0.shape.json(value) } ?? JSONValue(value.item)
    }
    let readable = values.compactMap { $0 }
    guard readable.count == values.count, !ReservedName.contains(field.name, kind: kind),
      definition?.isSet != true || Set(field.values).count == values.count
    else {
      let items = field.values.map { JSONValue($0.item) }
      verbatim.append(JSONValue.Member(field.name.text, .array(items)))
      return []
    }
    if definition?.isSet == true { return set(field.name, readable, definition?.shape) }
    if readable.count > 1 {
      also.append(JSONValue.Member(field.name.text, .array(Array(readable.dropFirst()))))
    }
    return single(field.name, readable[0], definition?.shape)
  }

  private func single(
    _ name: Name, _ value: JSONValue, _ shape: FieldDefinition.Shape?
  ) -> [JSONValue.Member] {
    guard shape == .area, let code = value["code"], let year = value["year"]
    else { return [JSONValue.Member(name.text, value)] }
    return [
      JSONValue.Member(name.text, code), JSONValue.Member(ReservedName.year(of: name).text, year),
    ]
  }

  /// Areas of one year stand as their codes and that year once.
  private func set(
    _ name: Name, _ values: [JSONValue], _ shape: FieldDefinition.Shape?
  ) -> [JSONValue.Member] {
    let years = values.compactMap { $0["year"]?.integer }
    guard shape == .area, let year = years.first, years.allSatisfy({ $0 == year })
    else { return [JSONValue.Member(name.text, .array(values))] }
    return [
      JSONValue.Member(name.text, .array(values.compactMap { $0["code"] })),
      JSONValue.Member(ReservedName.year(of: name).text, JSONValue(year)),
    ]
  }
}
