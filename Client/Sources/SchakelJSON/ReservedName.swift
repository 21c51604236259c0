import SchakelCore

/// The members of a line that are no fields.
enum ReservedName {
  static let id: Name = "id"
  static let kind: Name = "kind"
  /// The other versions of fields that await a choice: `{"title": ["…"]}`.
  static let also: Name = "$also"
  /// Fields as they are stored, unchecked: for names that would be taken for something else and
  /// values that are not of the shape this version knows.
  static let verbatim: Name = "$verbatim"

  /// The member that says of which year the areas of a field are.
  static func year(of field: Name) -> Name { Name(field.text + "Year") }

  /// Whether a member of this name means something else than a field.
  static func contains(_ name: Name, kind: Kind?) -> Bool {
    name == id || name == Self.kind || name.text.utf8.first == UInt8(ascii: "$")
      || (kind?.fields ?? []).contains { $0.shape == .area && year(of: $0.name) == name }
  }
}
