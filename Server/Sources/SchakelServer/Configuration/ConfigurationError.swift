/// A setting that cannot be used, and what to do about it.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The setting, where it is one that exists.
  public let setting: Setting?
  /// What is wrong with it and what to write instead.
  public let message: String

  public var description: String { message }

  /// An error in `setting`; the message begins with its names.
  init(setting: Setting, _ message: String) {
    self.setting = setting
    self.message =
      "\(setting.flag) (\(setting.variable), or \"\(setting.name)\" in the file): \(message)"
  }

  /// An error that is in no known setting.
  init(_ message: String) {
    setting = nil
    self.message = message
  }

  static func exposed(_ address: ListenAddress) -> ConfigurationError {
    ConfigurationError(
      setting: .listen,
      """
      \(address) can be reached from other machines, and requests would cross the network in \
      the clear, tokens included. Listen on 127.0.0.1, or put a proxy that ends TLS in front \
      and say \(Setting.insecureBehindProxy.flag)
      """)
  }
}
