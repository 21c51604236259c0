import ArgumentParser
import SchakelJSON
import SchakelStore

struct Export: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "export", .export,
      examples: ["schakel export > alles.jsonl", "schakel export --space West --kind story"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var filter: FilterOptions

  /// Drafts stay on the device unless they are asked for. What was kept of a group that the person left
  /// comes along where all is asked for.
  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    var filter = try filter.filter(on: device)
    filter.includesDrafts = self.filter.drafts
    for summary in try device.replica.list(filter, limit: .max) {
      guard let document = try device.replica.document(summary.id) else { continue }
      context.output.line(document.contribution.json.text)
    }
    for kept in try device.replica.keptContributions() where self.filter.isOpen {
      guard let contribution = kept.contribution else { continue }
      context.output.line(contribution.json.text)
    }
  }
}
