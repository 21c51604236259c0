public import SchakelCore

/// What a change by somebody else says again of a person's words, and nothing else that is in it.
public struct PersonPassage: Sendable {
  /// The document in which it stands.
  public let document: DocumentID
  /// When the region got the change, milliseconds since 1970 (UTC).
  public let received: UInt64
  /// The fields, in the order of the change, with the person's values; nil where they were erased.
  public let fields: [(name: Name, values: [Value]?)]
}

extension PersonPassage {
  /// What a change says again of a person's words; nil where that is nothing.
  init?(of person: PersonID, in change: PersonChange, received: UInt64) {
    guard [.recovery, .release].contains(change.change.header.purpose) else { return nil }
    var fields: [(name: Name, values: [Value]?)] = []
    for (operation, values) in change.operations {
      let places = operation.origins.indices.filter { operation.origins[$0]?.author == person }
      guard !places.isEmpty else { continue }
      fields.append((operation.field, values.map { values in places.map { values[$0] } }))
    }
    guard !fields.isEmpty else { return nil }
    self.init(
      document: change.change.header.document, received: received, fields: fields)
  }
}
