public import Logging

/// How the HTTP edge is set up. The defaults serve one machine, from behind nothing, to itself.
///
/// ``init(flags:environment:file:)`` reads one from flags over `SCHAKELD_…` over a file; see
/// ``Setting`` for all names.
public struct EdgeConfiguration: Equatable, Sendable {
  /// Where requests come in.
  public var listen = ListenAddress.standard
  /// Where `/metrics` is answered; nil for the same place as requests, or, behind a proxy, nowhere.
  public var metricsListen: ListenAddress?
  /// A proxy in front ends TLS: other addresses than loopback are allowed, and its
  /// `X-Forwarded-For` is believed.
  public var isBehindProxy = false
  /// How log lines are written.
  public var logFormat = LogFormat.text
  /// The least that is logged.
  public var logLevel = Logger.Level.info
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
  /// Whether `/metrics` is answered where requests are: never where a proxy hands on what the world
  /// asks.
  var sharesMetrics: Bool { metricsListen == nil && !isBehindProxy }

  /// Checks what no single setting can say by itself. Throws the first thing that is wrong.
  public func validate() throws(ConfigurationError) {
    for address in [listen, metricsListen].compactMap(\.self) {
      guard address.isLoopback || isBehindProxy else {
        throw ConfigurationError(.exposed(address), setting: .listen)
      }
    }
    if let metricsListen, metricsListen == listen, listen.port != 0 {
      throw ConfigurationError(.sharedAddress, setting: .metricsListen)
    }
  }
}
