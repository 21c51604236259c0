/// What a soak is given.
public struct SoakSetting: Sendable {
  /// The path of the built `schakeld`.
  public var schakeld: String
  /// The path of the built `schakel`.
  public var schakel: String
  /// A folder that is there and empty.
  public var folder: String
  /// How many processes are killed.
  public var kills: Int
  /// What is done, who is killed and when, is drawn from this.
  public var seed: UInt64
  /// The environment that it was started in.
  public var environment: [String: String]
  /// Prints one line, without its line feed.
  public var line: @Sendable (String) -> Void

  /// A soak of these.
  public init(
    schakeld: String, schakel: String, folder: String, kills: Int, seed: UInt64,
    environment: [String: String], line: @escaping @Sendable (String) -> Void
  ) {
    self.schakeld = schakeld
    self.schakel = schakel
    self.folder = folder
    self.kills = kills
    self.seed = seed
    self.environment = environment
    self.line = line
  }

  /// What the programs see of the environment: no settings of another region, no proxy on the way to
  /// this very machine, and the language that their answers are read in.
  var toolEnvironment: [String: String] {
    var environment = environment.filter { !$0.key.hasPrefix("SCHAKELD_") }
    environment["no_proxy"] = "127.0.0.1"
    environment["LANG"] = "C.UTF-8"
    return environment
  }
}
