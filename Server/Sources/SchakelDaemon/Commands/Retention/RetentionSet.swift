import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld retention set`.
struct RetentionSet: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Decide how long a kind is kept in a space. Nothing goes by that.",
      "Bepaal hoe lang een soort in een ruimte bewaard wordt. Daardoor gaat niets weg.",
      name: "set",
      more: (
        "A region that erases by itself each day waits then until somebody has previewed and applied the new "
          + "terms.",
        "Een regio die elke dag zelf wist, wacht dan tot iemand de nieuwe termijnen heeft bekeken en "
          + "toegepast."
      ),
      examples: [
        "schakeld retention set --data ./region --space 5c4a6b656c000001 --kind fieldNote --days 730 "
          + "--by cees",
        "schakeld retention set --data ./region --space 5c4a6b656c000001 --kind fieldNote --keep --by cees",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Option(
    help: .words("The space's id.", "Het nummer van de ruimte."))
  var space: String
  @Option(
    help: .words(
      "The kind: fieldNote, successStory, connectorProfile, or another that devices write.",
      "De soort: fieldNote, successStory, connectorProfile, of een andere die apparaten schrijven.")
  )
  var kind: String
  @Option(
    help: .words(
      "Days after the last change; five years are 1827.",
      "Dagen na de laatste wijziging; vijf jaar is 1827."))
  var days: UInt64?
  @Flag(help: .words("Keep it for good.", "Bewaar het voorgoed."))
  var keep = false
  @OptionGroup var coordinator: CoordinatorOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    guard keep == (days == nil) else {
      throw ValidationError(
        context.language.say(
          "Say how long with --days, or that it stays with --keep.",
          "Zeg hoe lang met --days, of dat het blijft met --keep."))
    }
    let id = try space.spaceID(context.language)
    let terms = try await folder.withRegion(in: context) { region in
      try await region.setRetention(
        of: Name(kind), in: id, days: days, by: try coordinator.person(in: region))
      return try await region.retentionTerms()
    }
    context.trail.concerns("space \(id.text)")
    guard let term = terms.first(where: { $0.space.id == id && $0.kind == Name(kind) }) else {
      return
    }
    if json { return context.print(["term": JSON(term)]) }
    context.print(
      "\(term.space.name), \(term.kind.text): \(context.language.length(of: term))")
  }
}
