public import SchakelCore

/// A place in the list of what is on record of a space, by which it is read on.
public struct ConflictPlace: Hashable, Sendable {
  /// Where in the log it was found; 0 before everything.
  public let found: UInt64
  /// The field.
  public let field: Name
  /// The record's name.
  public let id: ConflictID

  /// Before everything.
  public static let start = ConflictPlace(found: 0, field: "", id: ConflictID(rawValue: 0))

  public init(found: UInt64, field: Name, id: ConflictID) {
    self.found = found
    self.field = field
    self.id = id
  }

  /// Where a record stands.
  public init(_ record: ConflictRecord) {
    self.init(found: record.found.position, field: record.field, id: record.id)
  }
}
