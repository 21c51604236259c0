public import SchakelCore

/// A profile that may be about a person: the name in it is the one that the region has for them, to the
/// letter. Nothing else ties a profile to whom it is about.
public struct PersonProfile: Sendable {
  /// The document.
  public let document: DocumentID
  /// Its kind.
  public let kind: Name
  /// Its fields, in the order of their names, with all the versions of each that were not erased.
  public let fields: [(name: Name, values: [Value])]
}
