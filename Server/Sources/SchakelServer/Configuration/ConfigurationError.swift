/// A setting that cannot be used, and what to do about it.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, for code that says it in other words.
  public enum Code: Equatable, Sendable {
    /// A value cannot be read; `wanted` can.
    case unusable(value: String, wanted: SettingForm)
    /// Other machines reach the address, and neither is there a certificate nor is a proxy said to
    /// stand in front.
    case exposed(ListenAddress)
    /// Other machines reach the address of the metrics, which are answered in the clear.
    case exposedMetrics(ListenAddress)
    /// A certificate without its key, or the other way round.
    case alone(without: Setting)
    /// Metrics are to be answered where requests are.
    case sharedAddress
    /// A file or flag names a setting that does not exist.
    case unknownSetting(String)
    /// A variable is named like a setting and is none.
    case unknownVariable(String)
    /// The file is no JSON object of strings, numbers, booleans and objects.
    case malformedFile
  }

  /// What is wrong.
  public let code: Code
  /// The setting, where it is one that exists.
  public let setting: Setting?

  /// What is wrong with it and what to write instead.
  public var message: String {
    guard let setting else { return words }
    return "\(setting.flag) (\(setting.variable), or \"\(setting.name)\" in the file): \(words)"
  }

  public var description: String { message }

  init(_ code: Code, setting: Setting? = nil) {
    self.code = code
    self.setting = setting
  }

  private var words: String {
    switch code {
    case .unusable(let value, let wanted): "\"\(value)\" cannot be used; write \(wanted.words)"
    case .exposed(let address):
      """
      \(address) can be reached from other machines, and requests would cross the network in \
      the clear, tokens included. Listen on 127.0.0.1; or give a certificate with \
      \(Setting.tlsCertificate.flag) and \(Setting.tlsKey.flag); or put a proxy that ends TLS in \
      front and say \(Setting.insecureBehindProxy.flag)
      """
    case .exposedMetrics(let address):
      """
      \(address) can be reached from other machines, and figures would cross the network in the \
      clear. Listen on 127.0.0.1
      """
    case .alone(let missing): "it is of no use without \(missing.flag): give both"
    case .sharedAddress:
      "it is the same address as \(Setting.listen.flag); leave it out to share the port"
    case .unknownSetting(let name): "there is no setting \"\(name)\"; check its spelling"
    case .unknownVariable(let name):
      "there is no setting \(name); check its spelling, or unset it"
    case .malformedFile:
      "the configuration file is not a JSON object of strings, numbers, booleans and objects"
    }
  }
}
