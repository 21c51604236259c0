import Logging

/// What a setting's value looks like.
public enum SettingForm: Equatable, Sendable, CaseIterable {
  /// `HOST:PORT`.
  case address
  /// The path of a file.
  case path
  /// The path of a folder.
  case folder
  /// Minutes, hours or days: `30m`, `24h`, `7d`.
  case period
  /// `true` or `false`.
  case flag
  /// One of ``LogFormat``.
  case logFormat
  /// One of swift-log's levels.
  case logLevel
  /// One of ``ProxyHeader``.
  case proxyHeader
  /// Addresses as in ``SecurityContact``.
  case contact
  /// A whole number above 0.
  case count
  /// Seconds, above 0 up to a day.
  case seconds

  /// The words that it may be, where it is one of a few.
  public var choices: [String] {
    switch self {
    case .flag: ["true", "false"]
    case .proxyHeader: ProxyHeader.allCases.map(\.rawValue)
    case .logFormat: LogFormat.allCases.map(\.rawValue)
    case .logLevel: Logger.Level.allCases.map(\.rawValue)
    case .address, .path, .folder, .period, .contact, .count, .seconds: []
    }
  }

  var words: String {
    switch self {
    case .address: "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080"
    case .path: "the path of a file"
    case .folder: "the path of a folder"
    case .period: "minutes, hours or days, such as 30m, 24h or 7d, up to a year"
    case .flag, .logFormat, .proxyHeader: choices.joined(separator: " or ")
    case .logLevel: "one of " + choices.joined(separator: ", ")
    case .contact: "mailto:NAME@HOST, https://HOST/PATH or tel:+NUMBER; spaces between several"
    case .count: "a whole number above 0"
    case .seconds: "seconds, above 0 up to 86400"
    }
  }
}
