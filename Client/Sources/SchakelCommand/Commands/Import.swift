import ArgumentParser

struct Import: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "import", .import,
      examples: [
        "schakel import notities.jsonl", "schakel import - --space West < notities.jsonl",
      ])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.space, value: "ID")) var space: String?
  @Flag(help: .phrase(.draft)) var draft = false
  @Argument(help: .phrase(.jsonlFile)) var file: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context, making: true)
    let source = try InputFile(file, in: context)
    let importing = try Importing(device: device, space: space, asDrafts: draft)
    let report = try importing.run(source)
    context.answer(report, answer)
    try Indexing(device: device).run()
    if let failure = report.failure(in: context) { throw failure }
  }
}
