import ArgumentParser

struct Edit: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "edit", .edit,
      examples: [
        "schakel edit 3f2a1c --set \"title=…\"",
        "schakel edit 3f2a1c --add themes=veiligheid --remove themes=successen",
        "schakel edit 3f2a1c --set consent=withdrawn --yes",
      ])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(parsing: .unconditionalSingleValue, help: .phrase(.set, value: "FIELD=VALUE"))
  var set: [String] = []
  @Option(parsing: .unconditionalSingleValue, help: .phrase(.add, value: "FIELD=ELEMENT"))
  var add: [String] = []
  @Option(parsing: .unconditionalSingleValue, help: .phrase(.remove, value: "FIELD=ELEMENT"))
  var remove: [String] = []
  @Option(help: .phrase(.areaYear, value: "YYYY")) var areaYear: Int?
  @Flag(help: .phrase(.yes)) var yes = false
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let editing = Editing(
      device: device, typing: Typing(device: device, areaYear: areaYear),
      document: try device.known(document))
    context.answer(try editing.run(set: set, add: add, remove: remove, isSure: yes), answer)
  }
}
