public import Logging

/// How the HTTP edge is set up. The defaults serve one machine, from behind nothing, to itself.
///
/// ``init(flags:environment:file:)`` reads one from flags over `SCHAKELD_…` over a file; see
/// ``Setting`` for all names.
public struct EdgeConfiguration: Equatable, Sendable {
  /// Where requests come in.
  public var listen = ListenAddress.standard
  /// Where `/metrics` is answered; nil for the same place as requests, or, where other machines reach
  /// that, nowhere.
  public var metricsListen: ListenAddress?
  /// What requests are encrypted with; nil for requests in the clear.
  public var identity: IdentityFiles?
  /// How often the files of ``identity`` are looked at, for a certificate that was renewed.
  public var identityInterval = Duration.seconds(60)
  /// A proxy in front ends TLS: other addresses than loopback are allowed, and what it says of a
  /// caller's address is believed.
  public var isBehindProxy = false
  /// The header in which that proxy says it.
  public var proxyHeader = ProxyHeader.forwardedFor
  /// How log lines are written.
  public var logFormat = LogFormat.text
  /// The least that is logged.
  public var logLevel = Logger.Level.info
  /// How often the region signs where its logs stand, if they moved; besides, it does after so many
  /// entries and when it stops.
  public var checkpointInterval = Duration.seconds(3_600)
  /// Whether a device whose database was copied or put back goes on without a coordinator's yes.
  public var admitsCopies = false
  /// The backups that the server makes by itself.
  public var backup = BackupSettings()
  /// Whom `/.well-known/security.txt` names; nil for nobody.
  public var securityContact: SecurityContact?
  /// How much callers may take up.
  public var limits = Limits()

  /// The defaults.
  public init() {}
}

extension ListenAddress {
  /// What is listened on unless something else is said.
  public static let standard = ListenAddress(validHost: "127.0.0.1", port: 8080)

  private init(validHost host: String, port: Int) {
    self.host = host
    self.port = port
  }
}

extension EdgeConfiguration {
  /// Whether callers speak TLS, with this server or with a proxy before it.
  var isSecure: Bool { identity != nil || isBehindProxy }

  /// Whether `/metrics` is answered where requests are: never where the world may ask, itself or
  /// through a proxy.
  var sharesMetrics: Bool { metricsListen == nil && !isBehindProxy && listen.isLoopback }

  /// Whether `/metrics` is answered anywhere.
  public var showsMetrics: Bool { metricsListen != nil || sharesMetrics }

  /// Checks what no single setting can say by itself. Throws the first thing that is wrong.
  public func validate() throws(ConfigurationError) {
    guard listen.isLoopback || isBehindProxy || identity != nil else {
      throw ConfigurationError(.exposed(listen), setting: .listen)
    }
    // Figures are always answered in the clear.
    if let metricsListen, !metricsListen.isLoopback, !isBehindProxy {
      throw ConfigurationError(.exposedMetrics(metricsListen), setting: .metricsListen)
    }
    if let metricsListen, metricsListen == listen, listen.port != 0 {
      throw ConfigurationError(.sharedAddress, setting: .metricsListen)
    }
  }
}
