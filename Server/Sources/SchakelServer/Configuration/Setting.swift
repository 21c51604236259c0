/// Every setting of the edge, under its one name. The name `log.format` is
///
/// - the flag `--log-format` (limits: `--limit body-bytes=1048576`),
/// - the variable `SCHAKELD_LOG_FORMAT`,
/// - in the file `{"log": {"format": "json"}}`.
public struct Setting: Hashable, Sendable {
  /// The name: words in kebab case, parts joined by dots.
  public let name: String

  private init(_ name: String) {
    self.name = name
  }

  /// `HOST:PORT` to take requests on.
  public static let listen = Setting("listen")
  /// `HOST:PORT` to answer `/metrics` on.
  public static let metricsListen = Setting("metrics-listen")
  /// `true` when a proxy in front ends TLS.
  public static let insecureBehindProxy = Setting("insecure-behind-proxy")
  /// `x-forwarded-for` or `forwarded`: where that proxy says whom it speaks for.
  public static let proxyHeader = Setting("proxy-header")
  /// Path of the certificates by which callers know the server.
  public static let tlsCertificate = Setting("tls.certificate")
  /// Path of the key of ``tlsCertificate``.
  public static let tlsKey = Setting("tls.key")
  /// Seconds between two looks at whether the certificate was renewed.
  public static let tlsReloadSeconds = Setting("tls.reload-seconds")
  /// `json` or `text`.
  public static let logFormat = Setting("log.format")
  /// `trace` to `critical`.
  public static let logLevel = Setting("log.level")
  /// Addresses for those who find a weak spot.
  public static let securityContact = Setting("security-contact")
  /// Seconds between two checkpoints of a log that moves.
  public static let checkpointSeconds = Setting("checkpoint-seconds")

  /// `true` when copies of devices go on by themselves.
  public static let admitCopies = Setting("admit-copies")
  /// The folder for backups.
  public static let backupFolder = Setting("backup.folder")
  /// How long after one backup the next is made.
  public static let backupEvery = Setting("backup.every")
  /// Of how many days a backup is kept.
  public static let backupKeepDaily = Setting("backup.keep-daily")
  /// Of how many weeks a backup is kept.
  public static let backupKeepWeekly = Setting("backup.keep-weekly")
  /// The folder for copies of the ledger.
  public static let backupLedgerFolder = Setting("backup.ledger-folder")

  /// The setting of a limit.
  static func limit(_ name: String) -> Setting { Setting(limitPrefix + name) }
  private static let limitPrefix = "limits."

  /// All settings there are.
  public static let all =
    [
      listen, metricsListen, tlsCertificate, tlsKey, tlsReloadSeconds, insecureBehindProxy,
      logFormat, logLevel, checkpointSeconds, securityContact, proxyHeader, admitCopies,
      backupFolder, backupEvery, backupKeepDaily, backupKeepWeekly, backupLedgerFolder,
    ] + LimitSetting.all.map { limit($0.name) }

  /// The setting of this name, if there is one.
  public static func named(_ name: String) -> Setting? {
    all.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// How it is written on the command line.
  public var flag: String {
    name.hasPrefix(Self.limitPrefix)
      ? "--limit \(name.dropFirst(Self.limitPrefix.count))="
      : "--" + String(name.map { $0 == "." ? "-" : $0 })
  }

  /// What the environment calls it.
  public var variable: String {
    Self.variablePrefix + String(name.map { $0 == "." || $0 == "-" ? "_" : $0 }).uppercased()
  }

  /// Variables that the daemon reads and this layer does not: the data folder, the file, the
  /// address that invitations name, and where commands are recorded.
  static let otherVariables = ["DATA", "CONFIG", "SERVER", "COMMAND_LOG"].map {
    variablePrefix + $0
  }

  /// What all variables of this program begin with.
  public static let variablePrefix = "SCHAKELD_"
}
