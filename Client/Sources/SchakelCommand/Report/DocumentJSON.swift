import SchakelCore
import SchakelJSON
import SchakelStore

/// The parts that documents have in JSON, the same in every command (JSON.md).
enum DocumentJSON {
  static func summary(_ document: DocumentSummary) -> [JSONValue.Member] {
    [
      .init("id", .string(document.id.text)), .init("kind", .string(document.kind.text)),
      .init("title", .string(document.title)),
      .init("excerpt", .string(document.excerpt)), .init("space", space(document.space)),
      .init("state", .string(document.state.name)), .init("marks", marks(document.marks)),
      .init("areas", .array(document.areas.map(JSONValue.string))),
      .init("day", document.day.map(JSONValue.string) ?? .null),
      .init("author", author(document.author)), .init("changed", time(document.changed)),
    ]
  }

  static func space(_ space: DocumentSpace?) -> JSONValue {
    guard let space else { return .null }
    return ["id": .string(space.id.text), "name": .string(space.name)]
  }

  static func author(_ author: Author?) -> JSONValue {
    guard let author else { return .null }
    return [
      "person": .string(author.person.text), "name": author.name.map(JSONValue.string) ?? .null,
    ]
  }

  static func time(_ milliseconds: UInt64?) -> JSONValue {
    milliseconds.map { .string(LocalDates.utc($0)) } ?? .null
  }

  /// In a fixed order.
  static func marks(_ marks: Set<DocumentSummary.Mark>) -> JSONValue {
    .array(
      DocumentSummary.Mark.allCases.filter(marks.contains).map { .string("\($0)") })
  }

  static func version(_ version: FieldVersion, of field: FieldDefinition?) -> JSONValue {
    let value = version.value.map { value in
      field?.shape.json(value) ?? JSONValue(value.item)
    }
    return [
      "value": value ?? .null, "erased": .bool(version.value == nil),
      "dot": .string(version.dot.text), "index": JSONValue(version.index),
      "author": author(version.author), "time": time(version.time),
      "received": time(version.received),
    ]
  }

  /// The versions of the fields that hold more than one, by the fields' names.
  static func versions(of fields: [DocumentField], in kind: Name) -> JSONValue {
    let definition = Kind.named(kind)
    return .object(
      fields.map { field in
        let shape = definition?.field(field.name)
        return JSONValue.Member(
          field.name.text, .array(field.versions.map { version($0, of: shape) }))
      })
  }
}

extension Document {
  /// What it says, as a line of JSON Lines.
  var contribution: Contribution {
    Contribution(
      id: id, kind: kind, fields: fields.map { Contribution.Field($0.name, $0.shown) })
  }
}

extension KeptContribution {
  /// What the person wrote of it, as a line of JSON Lines; nil where its kind is not known here.
  var contribution: Contribution? {
    kind.map { kind in
      Contribution(
        id: id, kind: kind, fields: fields.map { Contribution.Field($0.key, $0.value) })
    }
  }
}

extension Author {
  /// The name for people; nil for somebody whom the region gives none.
  var shownName: String? { name.flatMap { $0.isEmpty ? nil : $0 } }
}
