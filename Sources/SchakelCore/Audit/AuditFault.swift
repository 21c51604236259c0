/// The first thing in an audit file that does not hold, and where it is.
public struct AuditFault: Error, Hashable, Sendable {
  /// What does not hold.
  public enum Code: UInt8, Hashable, Sendable {
    /// The bytes are no part of an audit file, or the part is out of its turn.
    case unreadable
    /// The region's key is another than the one that is trusted.
    case otherRegion
    /// The signature over the whole file is not the region's.
    case fileSignature
    /// The file ends before its signature, or goes on behind it.
    case length
    /// A log begins, or goes on after it was put back, otherwise than it may.
    case epoch
    /// A change does not follow the one before it in its stream, or is not the one that the log names.
    case chain
    /// A change that no device sealed.
    case unsealed
    /// A seal is not that of its device.
    case seal
    /// A refusal is not signed by the region, or not of what it says.
    case void
    /// A checkpoint is not signed by the region, or not of this log.
    case checkpoint
    /// The writer of a change, or who is named as having decided something, was not allowed to.
    case rights
    /// A change that the region accepted cannot be applied to what there was.
    case merge
    /// A text that a rule put together is not what the rule makes of its versions.
    case rule
    /// Words are missing that nobody erased, or there that were erased.
    case erasure
    /// What the region says of its documents is not what the log makes of them.
    case documents
    /// A record is not what the log makes of it, or is missing, or is of nothing.
    case record
  }

  /// What does not hold.
  public let code: Code
  /// What was found, in English, for a report.
  public let message: String
  /// The space, once the file has come to one.
  public var space: SpaceID?
  /// The position of the entry in the space's log, where it is about an entry.
  public var position: UInt64?
  /// The document and the field, where it is about one.
  public var document: DocumentID?
  /// Of a document's field.
  public var field: Name?
  /// The record's name, where it is about one.
  public var record: ConflictID?

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
