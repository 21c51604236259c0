import ArgumentParser
import SchakelCore

/// `schakel note`, `schakel story` and `schakel profile`.
struct ContributionGroup<Subject: ContributionSubject>: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      Subject.command, Subject.phrase, examples: Subject.examples, subcommands: [Add<Subject>.self])
  }
}

/// `schakel note add` and its sisters.
struct Add<Subject: ContributionSubject>: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "add", .add,
      usage: "schakel \(Subject.command) add --\(Subject.kind.titleField.text) … "
        + "[--space …] [--draft] [--…]",
      examples: Subject.examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.space, value: "ID")) var space: String?
  @Flag(help: .phrase(.draft)) var draft = false
  @Option(help: .phrase(.areaYear, value: "YYYY")) var areaYear: Int?
  @OptionGroup(title: Language.ofHelp(CommandPhrase.fieldsTitle))
  var fields: FieldOptions<Subject>

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context, making: true)
    let typing = Typing(device: device, areaYear: areaYear)
    var values: [Name: [Value]] = [:]
    for (field, texts) in fields.typed {
      values[field.name] = try texts.map { try typing.value($0, of: field) }
    }
    let adding = Adding(device: device, kind: Subject.kind, fields: values)
    context.answer(try adding.run(space: space, asDraft: draft), answer)
  }
}

extension ContributionSubject {
  static var phrase: CommandPhrase {
    switch kind.name {
    case Kind.fieldNote.name: .note
    case Kind.successStory.name: .story
    default: .profile
    }
  }

  /// The same in every language, but for what is typed.
  static var examples: [String] {
    let isDutch = Language.ofHelp == .dutch
    switch kind.name {
    case Kind.fieldNote.name:
      return isDutch
        ? [
          "schakel note add --title \"Bankje bij de speeltuin\" --theme veiligheid",
          "schakel note add --title \"Lekkage\" --area WK034403 --signal dringend "
            + "--follow-up-on 2024-06-07",
        ]
        : [
          "schakel note add --title \"Bench by the playground\" --theme safety",
          "schakel note add --title \"Leak\" --area WK034403 --signal urgent "
            + "--follow-up-on 2024-06-07",
        ]
    case Kind.successStory.name:
      return isDutch
        ? ["schakel story add --title \"Koffie op de stoep\" --outcome gelukt --partner Buurthuis"]
        : ["schakel story add --title \"Coffee on the pavement\" --outcome success"]
    default:
      return isDutch
        ? ["schakel profile add --name \"Voorbeeld\" --role huismeester --consent gegeven"]
        : ["schakel profile add --name \"Example\" --role caretaker --consent given"]
    }
  }
}
