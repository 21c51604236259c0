public import SchakelCore

/// A change of this device that the region gave no effect, with all that it said, until its writer
/// decides what becomes of it.
public struct TrayItem: Hashable, Sendable, Identifiable {
  public enum Reason: Hashable, Sendable {
    case refused(VoidReason)
    /// Its dot had been given out before, by a database that was put back or copied, and its
    /// document could not be taken back to before it.
    case givenOutTwice
  }

  /// What it did to one field.
  public struct Step: Hashable, Sendable {
    /// Empty where the document was deleted or restored.
    public let field: Name
    public let kind: Operation.Kind
    public let values: [Value]
  }

  /// Its number on this device.
  public let id: Int64
  public let dot: Dot
  public let space: DocumentSpace
  public let document: DocumentID
  /// The kind of the document, where the change was to make it.
  public let kind: Name?
  public let reason: Reason
  /// When it was written, by the device's clock; milliseconds since 1970 (UTC).
  public let time: UInt64
  /// When this device heard of the refusal, milliseconds since 1970 (UTC).
  public let noticed: UInt64
  public let steps: [Step]
  /// What the writer gave as the reason of the change.
  public let words: String?
}
