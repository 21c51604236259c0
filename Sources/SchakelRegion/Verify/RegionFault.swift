public import SchakelCore

/// Something in a region, or in a backup of one, that is not as it has to be.
public struct RegionFault: Sendable {
  /// What it is.
  public enum Code: String, Sendable {
    /// SQLite's own check found damage.
    case file
    /// The log of a space does not hold, as an auditor would find: ``audit`` says what.
    case audit
    /// A row beside the log says another hash, stream or order than the log.
    case log
    /// A document is kept otherwise than the log makes it.
    case document
    /// The ledger is altered, older than the database, lost, or says what the database does not know
    /// although it obeyed it.
    case ledger
    /// Nothing more could be read.
    case unreadable
  }

  /// What it is.
  public let code: Code
  /// A sentence that says what was found.
  public let message: String
  /// Where: the space; nil where it is of none.
  public var space: SpaceInfo?
  /// The place in its log; nil where there is none.
  public var position: UInt64?
  /// The document; nil where it is of none.
  public var document: DocumentID?
  /// What an auditor says of it; nil but for ``Code/audit``.
  public var audit: AuditFault?

  init(
    _ code: Code, _ message: String, in space: SpaceInfo? = nil, at position: UInt64? = nil,
    document: DocumentID? = nil
  ) {
    self.code = code
    self.message = message
    self.space = space
    self.position = position
    self.document = document
  }

  init(_ fault: AuditFault, in space: SpaceInfo) {
    self.init(.audit, fault.message, in: space, at: fault.position, document: fault.document)
    audit = fault
  }
}
