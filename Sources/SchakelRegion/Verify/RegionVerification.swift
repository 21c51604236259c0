public import SchakelCore

/// What a whole check of a region, or of a backup of one, came to.
public struct RegionVerification: Sendable {
  /// The region's name, as it was founded.
  public let name: String
  /// In the order in which they were added: those of which the log could be checked to its end.
  public var spaces: [AuditReport.Space] = []
  /// What there is of the ledger.
  public var ledger = LedgerStanding()
  /// All that was found; none where all is as it has to be. Of a space the first of each sort.
  public var faults: [RegionFault] = []

  /// Whether all is as it has to be.
  public var isSound: Bool { faults.isEmpty }

  /// How far a check has come.
  public enum Step: Sendable {
    /// SQLite reads every page.
    case file
    /// The log of a space is played again.
    case log(SpaceInfo)
    /// Its documents are held against it.
    case documents(SpaceInfo)
    /// The ledger is held against the database.
    case ledger
  }
}
