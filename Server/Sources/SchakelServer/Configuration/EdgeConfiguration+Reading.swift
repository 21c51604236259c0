import Configuration
import Logging

extension EdgeConfiguration {
  /// Reads the settings, each from the first that has it: flags, environment, file, default.
  ///
  /// - Parameters:
  ///   - flags: what the command line says, by ``Setting/name``.
  ///   - environment: the process's; only what begins with `SCHAKELD_` is looked at.
  ///   - file: what the file says, by ``Setting/name`` (``configurationFile(_:)``).
  ///
  /// Throws ``ConfigurationError`` for a value that cannot be used and for a name that does not
  /// exist: a misspelt limit must not go unnoticed.
  public init(
    flags: [String: String] = [:], environment: [String: String] = [:],
    file: [String: String] = [:]
  ) throws(ConfigurationError) {
    try Self.refuseUnknown(flags.keys, environment.keys, file.keys)
    let reader = SettingReader(flags: flags, environment: environment, file: file)
    self.init()
    try readAddresses(reader)
    try readLogging(reader)
    checkpointInterval =
      try reader.value(.checkpointSeconds, .seconds, seconds) ?? checkpointInterval
    admitsCopies = try reader.value(.admitCopies, .flag, Bool.init) ?? admitsCopies
    securityContact = try reader.value(.securityContact, .contact, SecurityContact.init)
    try readBackup(reader)
    for limit in LimitSetting.all { try read(limit, reader) }
    try validate()
  }

  private mutating func readAddresses(_ reader: SettingReader) throws(ConfigurationError) {
    listen = try reader.value(.listen, .address, ListenAddress.init) ?? listen
    metricsListen = try reader.value(.metricsListen, .address, ListenAddress.init)
    identity = try readIdentity(reader)
    identityInterval = try reader.value(.tlsReloadSeconds, .seconds, seconds) ?? identityInterval
    isBehindProxy = try reader.value(.insecureBehindProxy, .flag, Bool.init) ?? isBehindProxy
    proxyHeader = try reader.value(.proxyHeader, .proxyHeader, ProxyHeader.init) ?? proxyHeader
  }

  private func readIdentity(
    _ reader: SettingReader
  ) throws(ConfigurationError) -> IdentityFiles? {
    func path(_ setting: Setting) throws(ConfigurationError) -> String? {
      try reader.value(setting, .path) { $0.isEmpty ? nil : $0 }
    }
    switch (try path(.tlsCertificate), try path(.tlsKey)) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return IdentityFiles(certificate: certificate, key: key)
    case (_?, nil): throw ConfigurationError(.alone(without: .tlsKey), setting: .tlsCertificate)
    case (nil, _?): throw ConfigurationError(.alone(without: .tlsCertificate), setting: .tlsKey)
    }
  }

  private mutating func readBackup(_ reader: SettingReader) throws(ConfigurationError) {
    func path(_ setting: Setting) throws(ConfigurationError) -> String? {
      try reader.value(setting, .folder) { $0.isEmpty ? nil : $0 }
    }
    backup.folder = try path(.backupFolder)
    backup.ledgerFolder = try path(.backupLedgerFolder)
    let interval = try reader.value(.backupEvery, .period, period)
    let daily = try reader.value(.backupKeepDaily, .count, positive)
    let weekly = try reader.value(.backupKeepWeekly, .count, positive)
    for (setting, isSet) in [
      (Setting.backupEvery, interval != nil), (.backupKeepDaily, daily != nil),
      (.backupKeepWeekly, weekly != nil),
    ] where isSet && backup.folder == nil {
      throw ConfigurationError(.alone(without: .backupFolder), setting: setting)
    }
    backup.interval = interval ?? backup.interval
    backup.daily = daily ?? backup.daily
    backup.weekly = weekly ?? backup.weekly
  }

  private mutating func readLogging(_ reader: SettingReader) throws(ConfigurationError) {
    logFormat = try reader.value(.logFormat, .logFormat, LogFormat.init) ?? logFormat
    logLevel =
      try reader.value(.logLevel, .logLevel) { Logger.Level(rawValue: $0) } ?? logLevel
  }

  private mutating func read(
    _ limit: LimitSetting, _ reader: SettingReader
  ) throws(ConfigurationError) {
    let setting = Setting.limit(limit.name)
    switch limit.field {
    case .count(let path):
      let count = try reader.value(setting, .count, positive)
      if let count { limits[keyPath: path] = count }
    case .seconds(let path):
      let time = try reader.value(setting, .seconds, seconds)
      if let time { limits[keyPath: path] = time }
    }
  }

  private static func refuseUnknown(
    _ flags: some Sequence<String>, _ variables: some Sequence<String>,
    _ members: some Sequence<String>
  ) throws(ConfigurationError) {
    for name in (Array(flags) + Array(members)).sorted() where Setting.named(name) == nil {
      throw ConfigurationError(.unknownSetting(name))
    }
    let known = Set(Setting.all.map(\.variable) + Setting.otherVariables)
    for name in variables.sorted() where name.hasPrefix(Setting.variablePrefix) {
      guard known.contains(name) else {
        throw ConfigurationError(.unknownVariable(name))
      }
    }
  }
}

private func positive(_ text: String) -> Int? {
  Int(text).flatMap { $0 > 0 ? $0 : nil }
}

private func seconds(_ text: String) -> Duration? {
  guard let seconds = Double(text), seconds > 0, seconds <= LimitSetting.longest else { return nil }
  return .milliseconds(max(1, Int64((seconds * 1000).rounded())))
}

/// A whole number of minutes, hours or days: `30m`, `24h`, `7d`.
private func period(_ text: String) -> Duration? {
  let units = ["m": 60, "h": 3_600, "d": 86_400]
  guard let unit = units[String(text.suffix(1))], let number = Int(text.dropLast()), number > 0,
    number <= 366 * 86_400 / unit
  else { return nil }
  return .seconds(number * unit)
}
