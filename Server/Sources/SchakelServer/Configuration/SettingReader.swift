import Configuration

/// Looks settings up in the order flags, environment, file.
struct SettingReader {
  private let reader: ConfigReader

  init(flags: [String: String], environment: [String: String], file: [String: String]) {
    let variables = EnvironmentVariablesProvider(environmentVariables: environment)
    let prefix = ConfigKey([Setting.variablePrefix.dropLast().lowercased()])
    reader = ConfigReader(providers: [
      Self.provider("flags", flags), variables.prefixKeys(with: prefix),
      Self.provider("file", file),
    ])
  }

  private static func provider(_ name: String, _ values: [String: String]) -> InMemoryProvider {
    let pairs = values.map {
      (AbsoluteConfigKey(key($0.key)), ConfigValue(.string($0.value), isSecret: false))
    }
    return InMemoryProvider(name: name, values: Dictionary(pairs) { first, _ in first })
  }

  private static func key(_ name: String) -> ConfigKey {
    ConfigKey(name.split(separator: ".").map(String.init))
  }

  /// The value of `setting` as `parse` reads it; nil where nothing sets it. Throws what to write
  /// instead when it cannot be read.
  func value<Value>(
    _ setting: Setting, _ form: SettingForm, _ parse: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let text = reader.string(forKey: Self.key(setting.name)) else { return nil }
    guard let value = parse(text) else {
      throw ConfigurationError(.unusable(value: text, wanted: form), setting: setting)
    }
    return value
  }
}
