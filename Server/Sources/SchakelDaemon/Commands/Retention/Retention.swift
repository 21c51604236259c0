import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld retention`: how long things are kept, and what goes when that is over.
struct Retention: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Say how long contributions are kept, look what would go, and let it go.",
      "Zeg hoe lang bijdragen bewaard worden, kijk wat zou weggaan, en laat het gaan.",
      more: (
        "A term runs from the last change. Without a word of yours field notes are kept for five years and "
          + "the rest for good; and nothing goes before somebody has seen the list.",
        "Een termijn loopt vanaf de laatste wijziging. Als niets gezegd is blijven veldnotities vijf jaar en "
          + "de rest voorgoed; en niets gaat weg voor iemand de lijst heeft gezien."
      ),
      examples: [
        "schakeld retention show --data ./region",
        "schakeld retention set --data ./region --space 5c4a6b656c000001 --kind fieldNote --days 730 "
          + "--by cees",
        "schakeld retention preview --data ./region",
      ],
      subcommands: [
        RetentionShow.self, RetentionSet.self, RetentionPreviewing.self, RetentionApply.self,
        RetentionStop.self,
      ])
  }
}
