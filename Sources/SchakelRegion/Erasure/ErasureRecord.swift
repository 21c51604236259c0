public import SchakelCore

/// A request to erase, as it stands.
public struct ErasureRecord: Sendable {
  /// How far a request has come.
  public enum Status: Int64, Sendable {
    /// One coordinator asked for it. -> ``approved``, ``withdrawn``
    case requested = 0
    /// Another agreed, and it was carried out.
    case approved = 1
    /// It was taken back, and nothing was erased.
    case withdrawn = 2
  }

  /// Its number in the region, from 1.
  public let number: Int64
  /// What is erased.
  public let subject: ErasureSubject
  /// Why, in words; the log has their SHA-256.
  public let ground: String
  /// The coordinator who asked for it.
  public let requestedBy: PersonID
  /// When, milliseconds since 1970 (UTC).
  public let requested: UInt64
  /// How far it has come.
  public var status: Status
  /// The coordinator who agreed, or took it back; nil while nobody has.
  public var decidedBy: PersonID?
  /// When that was, milliseconds since 1970 (UTC); nil while nobody has.
  public var decided: UInt64?

  public init(
    number: Int64, subject: ErasureSubject, ground: String, requestedBy: PersonID,
    requested: UInt64, status: Status = .requested, decidedBy: PersonID? = nil,
    decided: UInt64? = nil
  ) {
    self.number = number
    self.subject = subject
    self.ground = ground
    self.requestedBy = requestedBy
    self.requested = requested
    self.status = status
    self.decidedBy = decidedBy
    self.decided = decided
  }
}
