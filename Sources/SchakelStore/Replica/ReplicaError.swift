public import SchakelCore

/// Why a replica refused, and what to do next. Nothing is ever lost by an error: what was asked
/// for either happened whole, or did not happen.
public struct ReplicaError: Error, Hashable, Sendable {
  /// What was refused, for programs: an app chooses its own words by it.
  public enum Code: Hashable, Sendable {
    /// The database refused; see ``ReplicaError/database``.
    case database
    /// Data in the database cannot be read.
    case damaged
    /// No such document is on this device.
    case unknownDocument
    /// No such draft is on this device.
    case unknownDraft
    /// No such space is on this device.
    case unknownSpace
    /// This person may not write here.
    case notAllowed
    /// Only a coordinator may let everybody see a contribution.
    case mayNotPublish
    /// Nobody is enrolled on this device yet.
    case notEnrolled
    /// The field has versions that a person must choose from first.
    case awaitsSettlement(Name)
    /// Whoever wrote one of the field's versions may choose, or a coordinator.
    case mayNotSettle(Name)
    /// The document was deleted; restore it first.
    case deleted
    /// There is no deletion to take back.
    case notDeleted
    /// A value is over a limit, or the edit changes nothing that can be changed.
    case invalidEdit(Name)
    /// What came from elsewhere does not hold together.
    case protocolViolation
    /// The replica is sealed, and was opened without a cipher.
    case sealed
    /// The replica is sealed, and not by this key.
    case wrongKey
    /// The replica is not sealed, and was opened with a cipher.
    case notSealed
    /// A file is not a bundle, or is one for people in another space.
    case bundle
  }

  /// What was refused.
  public let code: Code
  /// What happened and what to do, in English, for developers and logs. People in the field are
  /// told in their own language, from ``code``.
  public let message: String
  /// What SQLite said, if it was SQLite.
  public private(set) var database: SQLiteError?

  /// A refusal that SQLite has no part in: ``database`` is nil.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension ReplicaError {
  /// Nothing could be written just now: the disk is full, another process writes for long, or the
  /// file may only be read. What is there can be read all the same.
  public var isOfWriting: Bool {
    guard let code = database?.code else { return false }
    return code.isFull || code.isBusy || code.isReadOnly
  }
}

extension ReplicaError: SQLiteErrorCarrier {
  /// A row that is not what this version writes is damage, whatever it was that found it.
  public init(_ error: SQLiteError) {
    let isDamage = error.code.primary == .mismatch || error.code.primary == .corrupt
    self.init(isDamage ? .damaged : .database, error.description)
    database = error
  }

  /// Notes in ``database`` what became of the transaction; nothing where SQLite had no part.
  public mutating func transactionEnded(_ fate: TransactionFate) {
    database?.transactionEnded(fate)
  }
}

extension ReplicaError: CustomStringConvertible {
  public var description: String { message }

  /// Bytes in our own database that cannot be read.
  static func damaged(_ what: String, _ error: CBORError) -> ReplicaError {
    ReplicaError(
      .damaged,
      "\(what) in the database cannot be read: \(error). Restore the last backup; "
        + "what was synchronised comes back from the region.")
  }
}
