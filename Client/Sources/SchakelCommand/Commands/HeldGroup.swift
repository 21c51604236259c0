import ArgumentParser
import SchakelCore

/// `schakel held`: what devices that were taken out of use handed in, for a coordinator.
struct HeldGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "held", .held, examples: HeldList.examples + HeldRelease.examples + HeldDismiss.examples,
      subcommands: [HeldList.self, HeldRelease.self, HeldDismiss.self])
  }
}

struct HeldList: ContextCommand {
  static let examples = ["schakel held list"]

  static var configuration: CommandConfiguration {
    .command("list", .heldList, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let holding = try Holding(device: device, space: device.space(typed: space))
    context.answer(
      HeldReport(space: holding.space, contributions: try await holding.contributions()), answer)
  }
}

struct HeldRelease: ContextCommand {
  static let examples = [
    "schakel held release 3f2a1c --reason \"het toestel is terecht\""
  ]

  static var configuration: CommandConfiguration {
    .command("release", .heldRelease, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Option(help: .phrase(.why, value: "TEXT")) var reason: String
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw context.failure(ErrorPhrase.needsReason, status: .usage)
    }
    let device = try Device.open(global, in: context)
    let holding = try Holding(device: device, space: device.space(typed: space))
    let notices = try await holding.synchronise()
    let held = try await holding.contribution(typed: document)
    let release = try await holding.release(held, reason: reason)
    let report = HeldDecisionReport(
      held: held.document, made: release.made, isSent: release.isSent,
      changes: held.items.count, notices: notices + release.notices)
    context.answer(report, answer)
  }
}

struct HeldDismiss: ContextCommand {
  static let examples = ["schakel held dismiss 3f2a1c"]

  static var configuration: CommandConfiguration {
    .command("dismiss", .heldDismiss, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    // The region keeps no word of it after this: one digit, which fits by chance, does not say which.
    guard document.prefix(while: { $0 != "@" }).count >= ShortID.digits else {
      throw context.failure(
        HeldPhrase.tooShort, ["id": .text(document), "least": .count(ShortID.digits)],
        status: .usage)
    }
    let device = try Device.open(global, in: context)
    let holding = try Holding(device: device, space: device.space(typed: space))
    let held = try await holding.contribution(typed: document)
    let notices = try await holding.dismiss(held)
    let report = HeldDecisionReport(
      held: held.document, made: nil, changes: held.items.count, notices: notices)
    context.answer(report, answer)
  }
}
