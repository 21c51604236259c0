/// What a command speaks to people. Programs read `--json`, which is in no language.
public enum Language: Sendable {
  /// What is spoken where nothing else is asked for.
  case english
  /// For people in the Netherlands and Flanders.
  case dutch

  /// The language that the environment asks for (POSIX: `LC_ALL` over `LC_MESSAGES` over `LANG`);
  /// English where it says nothing that is known here.
  public init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let locale = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    self = locale.lowercased().hasPrefix("nl") ? .dutch : .english
  }

  /// What help texts are in, which ArgumentParser asks for by itself.
  @TaskLocal static var ofHelp = Language.english

  /// One of the two.
  func say(_ english: String, _ dutch: String) -> String {
    self == .dutch ? dutch : english
  }
}
