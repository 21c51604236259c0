/// A kind of contribution, as data: a table of fields. More kinds follow; what a replica does not
/// know, it stores, merges as ``Policy/keepAll`` and passes on verbatim.
public struct Kind: Hashable, Sendable {
  /// As it stands in the change that makes a document, for ever.
  public let name: Name
  /// The field that names a contribution in a list.
  public let titleField: Name
  /// The field whose text a list shows a line of, and a search looks through after the title.
  public let textFields: [Name]
  /// A row for each field that this version knows; each name stands once.
  public let fields: [FieldDefinition]

  /// The kinds that this version knows.
  public static let all: [Kind] = [.fieldNote, .successStory, .connectorProfile]

  /// The kind with this name, or nil where this version does not know it.
  public static func named(_ name: Name) -> Kind? {
    // By place: a search through copies would cost more than the comparisons.
    for place in all.indices where all[place].name == name { return all[place] }
    return nil
  }

  /// The line of the table for a field, or nil where this version does not know it.
  public func field(_ name: Name) -> FieldDefinition? {
    for place in fields.indices where fields[place].name == name { return fields[place] }
    return nil
  }

  /// The policy of a field; unknown fields keep all their values.
  public func policy(of field: Name) -> Policy {
    for place in fields.indices where fields[place].name == field { return fields[place].policy }
    return .keepAll
  }

  /// The policy of a field; unknown fields keep all their values.
  public static func policy(of field: Name, in kind: Name?) -> Policy {
    kind.flatMap(named)?.policy(of: field) ?? .keepAll
  }
}
