/// The languages that people in the field are spoken to in.
public enum Language: String, CaseIterable, Sendable {
  case dutch = "nl"
  case english = "en"

  /// The language of messages by POSIX: LC_ALL before LC_MESSAGES before LANG. Dutch for every
  /// `nl` locale, English for any other and for none.
  public init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let code = (locale ?? "").lowercased().prefix { $0.isLetter }
    self = code == "nl" ? .dutch : .english
  }

  /// The language that help texts are written in while arguments are read: ArgumentParser asks
  /// types for them, which know no context.
  @TaskLocal public static var ofHelp = Language.english
}
