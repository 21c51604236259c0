import ArgumentParser
import SchakelStore

struct Search: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "search", .search,
      examples: ["schakel search speeltuin", "schakel search \"koffie stoep\" --kind story"])
  }

  static let defaultLimit = 20

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var filter: FilterOptions
  @Option(help: .phrase(.limit, value: "N")) var limit: Int = defaultLimit
  @Argument(help: .phrase(.words)) var words: [String]

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let text = words.joined(separator: " ")
    try Indexing(device: device).run()
    let hits = try device.replica.search(text, try filter.filter(on: device), limit: limit)
    context.answer(SearchReport(words: text, hits: hits), answer)
  }
}
