public import SchakelCore

/// A change by somebody else that took the place of what is to be erased: it may have copied words.
public struct DerivedChange: Hashable, Sendable {
  /// Where it is.
  public let space: SpaceID
  /// The document that it is in.
  public let document: DocumentID
  /// Its name.
  public let dot: Dot
  /// Who wrote it; the region itself, for what a rule put together.
  public let author: PersonID
  /// What it was for.
  public let purpose: ChangeHeader.Purpose
  /// The rule that decided it; nil for a person's.
  public let rule: Name?
  /// When it was written, as its writer claims.
  public let time: HybridTime

  init(_ dot: Dot, _ header: ChangeHeader, in space: SpaceID) {
    self.space = space
    self.dot = dot
    document = header.document
    author = header.author
    purpose = header.purpose
    rule = header.rule
    time = header.time
  }
}
