public import SchakelCommand

/// What a demonstration is given.
public struct DemoSetting: Sendable {
  /// The path of the built `schakeld`.
  public var schakeld: String
  /// The path of the built `schakel`.
  public var schakel: String
  /// JSON lines, as `schakel import` reads them.
  public var input: String
  /// A folder that is there and empty.
  public var folder: String
  /// In which it is told what is shown.
  public var language: Language
  /// Whether what is told may have colours.
  public var hasColour: Bool
  /// The environment that it was started in.
  public var environment: [String: String]
  /// Prints one line, without its line feed.
  public var line: @Sendable (String) -> Void

  public init(
    schakeld: String, schakel: String, input: String, folder: String, language: Language,
    hasColour: Bool, environment: [String: String], line: @escaping @Sendable (String) -> Void
  ) {
    self.schakeld = schakeld
    self.schakel = schakel
    self.input = input
    self.folder = folder
    self.language = language
    self.hasColour = hasColour
    self.environment = environment
    self.line = line
  }

  /// What the programs see of the environment: no settings of another region, and no proxy on the
  /// way to this very machine.
  var toolEnvironment: [String: String] {
    var environment = environment.filter { !$0.key.hasPrefix("SCHAKELD_") }
    environment["COLUMNS"] = "90"
    environment["no_proxy"] = "127.0.0.1"
    return environment
  }
}
