import ArgumentParser
import SchakelJSON
import Synchronization

struct Sync: ContextCommand {
  static var configuration: CommandConfiguration {
    .command("sync", .sync, examples: ["schakel sync", "schakel sync --watch"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Flag(help: .phrase(.watch)) var watch = false

  func execute(in context: CommandContext) async throws {
    try await confirmWipe(in: context)
    let device = try Device.open(global, in: context)
    let syncing = try Syncing(device: device)
    guard watch else {
      let report = try await syncing.once()
      context.answer(report, answer)
      if let reason = report.failure(in: context) { throw reason }
      return try Indexing(device: device).run()
    }
    let told = Mutex<SyncingReport.Standing?>(nil)
    try await syncing.watch { report in
      let isNews = told.withLock { last in
        defer { last = report.standing }
        return report.hasMoved || last != report.standing
      }
      if isNews { tell(report, in: context) }
    }
  }

  /// Of a home that was emptied all that is left to do is to say so.
  private func confirmWipe(in context: CommandContext) async throws {
    guard let home = global.home ?? HomeFolder.standard(context.environment) else { return }
    let wiping = Wiping(home: home, context: context)
    guard wiping.isWiped else { return }
    try wiping.eraseRest()
    throw try await wiping.told()
  }

  /// One document on a line for programs, so that each can be read when it comes.
  private func tell(_ report: SyncingReport, in context: CommandContext) {
    if answer.asJSON { return context.output.line(report.json.text) }
    context.answer(report, answer)
    if let failure = report.failure(in: context) { context.notice(failure.text) }
  }
}
