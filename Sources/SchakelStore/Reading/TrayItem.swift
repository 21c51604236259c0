public import SchakelCore

/// A change of this device that the region gave no effect or never got, with all that it said, until its
/// writer decides what becomes of it.
public struct TrayItem: Hashable, Sendable, Identifiable {
  /// Why the change has no effect.
  public enum Reason: Hashable, Sendable {
    /// The region refused it, for this reason.
    case refused(VoidReason)
    /// Its dot had been given out before, by a database that was put back or copied, and its
    /// document could not be taken back to before it.
    case givenOutTwice
    /// It was not handed in when its person left the space: share the contribution into another one
    /// (``Replica/share(_:in:)``), or discard it. Should the person come back, it is handed in then.
    case leftSpace
  }

  /// What it did to one field.
  public struct Step: Hashable, Sendable {
    /// Empty where the document was deleted or restored.
    public let field: Name
    /// What was meant.
    public let kind: Operation.Kind
    /// The values that it was to bring; empty where none were.
    public let values: [Value]
  }

  /// Its number on this device.
  public let id: Int64
  /// The dot that the refused change has in its stream, for ever.
  public let dot: Dot
  /// Where the document lives, or was to.
  public let space: DocumentSpace
  /// The document that it was about.
  public let document: DocumentID
  /// The kind of the document, where the change was to make it or the document is here no more.
  public let kind: Name?
  /// Why it has no effect.
  public let reason: Reason
  /// When it was written, by the device's clock; milliseconds since 1970 (UTC).
  public let time: UInt64
  /// When this device heard of the refusal, or that the space was left; milliseconds since 1970 (UTC).
  public let noticed: UInt64
  /// In the order of the fields' names, each field once.
  public let steps: [Step]
  /// What the writer gave as the reason of the change.
  public let words: String?
}
