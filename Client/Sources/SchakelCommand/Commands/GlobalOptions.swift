import ArgumentParser

/// What every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
  @Option(name: .customLong("home"), help: .phrase(.home, value: "DIR"))
  var home: String?
}

/// For commands that answer.
struct AnswerOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: .phrase(.json))
  var asJSON = false
}

extension ArgumentHelp {
  /// Help in the language of the help texts.
  static func phrase(_ phrase: OptionPhrase, value: String? = nil) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: Language.ofHelp(phrase)).named(value)
  }

  private func named(_ value: String?) -> ArgumentHelp {
    var help = self
    help.valueName = value
    return help
  }
}

extension CommandConfiguration {
  /// A command's configuration, with examples under its abstract.
  static func command(
    _ name: String, _ phrase: CommandPhrase, usage: String? = nil, examples: [String] = [],
    version: String = "", subcommands: [any ParsableCommand.Type] = []
  ) -> CommandConfiguration {
    let language = Language.ofHelp
    let lines = examples.isEmpty ? [] : [language(CommandPhrase.examples)] + examples
    return CommandConfiguration(
      commandName: name, abstract: language(phrase), usage: usage,
      discussion: lines.joined(separator: "\n  "), version: version, subcommands: subcommands)
  }
}
