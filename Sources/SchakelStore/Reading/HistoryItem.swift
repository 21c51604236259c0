public import SchakelCore

/// One change of a document, for people who ask what happened.
public struct HistoryItem: Hashable, Sendable {
  /// What it did to one field.
  public struct Step: Hashable, Sendable {
    /// Empty where the document was deleted or restored.
    public let field: Name
    /// What was meant; to the data all kinds do the same.
    public let kind: Operation.Kind
    /// The values that came; empty where none did, and where they were erased.
    public let values: [Value]
    /// Where each value came from, if it was carried again; empty where none was.
    public let origins: [Operation.Origin?]
    /// In the order of their dots; empty where it replaced nothing.
    public let replaced: [Replaced]
    /// Changes to the same field that were written without knowing of this one, nor this one of
    /// them, in the order of their dots.
    public let concurrent: [Dot]
  }

  /// What a step took the place of.
  public struct Replaced: Hashable, Sendable {
    /// The change that had brought it.
    public let dot: Dot
    /// Which of the values that the dot brought to the field; nil for all of them.
    public let index: Int?
    /// The values, where that change is here and was not erased.
    public let values: [Value]?
  }

  /// The change's own name.
  public let dot: Dot
  /// The person that the change names, with the name that this device knows.
  public let author: Author
  /// When, by the writer's device; milliseconds since 1970 (UTC).
  public let time: UInt64
  /// When the region first received it, where that is known here; milliseconds since 1970 (UTC).
  public let received: UInt64?
  /// What it was for: anything but an edit was made on purpose, by a person or a rule.
  public let purpose: ChangeHeader.Purpose
  /// The rule that decided, with its version.
  public let rule: Name?
  /// Why, in a person's words.
  public let reason: String?
  /// Where the document, or what this change says, came from.
  public let origin: ChangeHeader.Origin?
  /// The kind of the document, in the change that made it.
  public let kind: Name?
  /// In the order of the fields' names, each field once.
  public let steps: [Step]
  /// Whether what it said was erased on the record.
  public let isErased: Bool
  /// Why the region gave it no effect, if it did not; its content is in the tray.
  public let refusal: VoidReason?
}
