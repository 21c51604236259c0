import ArgumentParser

extension ArgumentHelp {
  /// Help in the language of the help texts.
  static func words(_ english: String, _ dutch: String) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: Language.ofHelp.say(english, dutch))
  }

  /// `--json`, which every reading command takes.
  static var json: ArgumentHelp {
    words("Print one JSON document.", "Antwoord met één JSON-document.")
  }
}

extension CommandConfiguration {
  /// A command's configuration in the language of the help texts, with examples under it.
  static func command(
    _ english: String, _ dutch: String, name: String? = nil, more: (String, String)? = nil,
    examples: [String] = [], version: String = "", subcommands: [any ParsableCommand.Type] = []
  ) -> CommandConfiguration {
    let language = Language.ofHelp
    var discussion = more.map { language.say($0.0, $0.1) + "\n\n" } ?? ""
    if !examples.isEmpty {
      let lines = [language.say("Examples:", "Voorbeelden:")] + examples
      discussion += lines.joined(separator: "\n  ")
    }
    return CommandConfiguration(
      commandName: name, abstract: language.say(english, dutch), discussion: discussion,
      version: version, subcommands: subcommands)
  }
}
