/// An address that the server could not take up, and the setting that named it.
public struct ListenError: Error, Equatable, CustomStringConvertible {
  /// ``Setting/listen`` or ``Setting/metricsListen``.
  public let setting: Setting
  /// The address.
  public let address: ListenAddress
  /// Why, as the system numbers it (errno).
  public let code: Int32
  /// Why, in the system's words.
  public let reason: String

  public var description: String { "\(setting.flag) \(address): \(reason)" }
}
