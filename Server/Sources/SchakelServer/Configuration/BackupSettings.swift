/// Which backups a server makes by itself.
public struct BackupSettings: Equatable, Sendable {
  /// Where backups of the database go; nil for none.
  public var folder: String?
  /// How long after one the next is made.
  public var interval = Duration.seconds(86_400)
  /// Of so many days the last backup is kept.
  public var daily = 7
  /// Of so many weeks the last backup is kept.
  public var weekly = 4
  /// Where copies of the ledger go; nil for none.
  public var ledgerFolder: String?

  /// No backups at all.
  public init() {}
}
