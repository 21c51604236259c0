import ArgumentParser
import SchakelCore
import SchakelStore

/// `schakel tray`: what the region did not accept of what was written here, or never got.
struct TrayGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "tray", .tray, examples: TrayList.examples + TrayDiscard.examples,
      subcommands: [TrayList.self, TrayDiscard.self])
  }
}

struct TrayList: ContextCommand {
  static let examples = ["schakel tray list"]

  static var configuration: CommandConfiguration {
    .command("list", .trayList, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    context.answer(TrayReport(items: try device.replica.tray()), answer)
  }
}

struct TrayDiscard: ContextCommand {
  static let examples = ["schakel tray discard 3f2a1c"]

  static var configuration: CommandConfiguration {
    .command("discard", .trayDiscard, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let items = try device.trayItems(typed: document)
    for item in items { try device.replica.discardTray(item.id) }
    context.answer(TrayDiscardReport(document: items[0].document, count: items.count), answer)
  }
}
