import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

extension Audit {
  /// `schakeld audit conflicts`.
  struct Conflicts: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "List what people changed while apart, and who settled it.",
        "Toon wat mensen tegelijk wijzigden, en wie koos.",
        more: (
          """
          A conflict needed a person; a parallel edit did not. Times are those of the region's \
          clock, shown as here.
          """,
          """
          Bij een botsing moest iemand kiezen; wat tegelijk bijgewerkt werd, kwam vanzelf goed. \
          Tijden zijn die van de klok van de regio, in de tijd van hier.
          """
        ),
        examples: [
          "schakeld audit conflicts --data ./region",
          "schakeld audit conflicts --data ./region --open --severity conflict",
          "schakeld audit conflicts --data ./region --person w17 --from 2026-03-01 --until 2026-03-31",
          "schakeld audit conflicts --data ./region --kind fieldNote --field body --rule text/1 --json",
        ])
    }

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var filters: ConflictFilters
    @Option(help: .words("At most so many.", "Ten hoogste zo veel."))
    var limit = 100
    @Flag(help: .json)
    var json = false

    func run(in context: DaemonContext) async throws {
      guard limit > 0 else {
        throw ValidationError(
          context.language.say("Write a number after --limit.", "Zet een getal na --limit."))
      }
      let list = try await folder.withRegion(in: context) { region in
        try await all(try filters.query(in: context, region), region)
      }
      if json { context.print(list.json) } else { list.print(in: context) }
    }

    /// A page looks at so many rows at most; here they are put together.
    private func all(_ query: ConflictQuery, _ region: RegionService) async throws -> ConflictList {
      var (query, list) = (query, ConflictList())
      list.spaces = try region.spaces()
      repeat {
        query.limit = limit - list.items.count
        let page = try await region.conflicts(query, for: nil)
        list.add(page)
        query.cursor = page.cursor
      } while query.cursor != nil && list.items.count < limit
      list.hasMore = query.cursor != nil
      return list
    }
  }
}

/// What was found, for people and for programs.
struct ConflictList {
  var items: [ConflictPage.Item] = []
  var people: [AuditPart.Person] = []
  var spaces: [SpaceInfo] = []
  var hasMore = false

  mutating func add(_ page: ConflictPage) {
    items += page.items
    for person in page.people where !people.contains(person) { people.append(person) }
  }

  var json: JSON {
    [
      "conflicts": .array(items.map { JSON($0) }),
      "people": .array(people.map { JSON($0) }), "more": .bool(hasMore),
    ]
  }

  func print(in context: DaemonContext) {
    let language = context.language
    if items.isEmpty {
      context.print(language.say("Nothing was found.", "Er is niets gevonden."))
    }
    for line in table(language, LocalTime(context.timeZone)).lines(width: context.columns) {
      context.print(line)
    }
    if hasMore {
      context.print(
        language.say(
          "There may be more: ask for them with a higher --limit, or look for less.",
          "Er is misschien meer: vraag erom met een hogere --limit, of zoek op minder."))
    }
  }

  private func table(_ language: Language, _ time: LocalTime) -> Table {
    var table = Table(shrinking: [2, 3, 5, 6])
    let names = Names(people)
    for item in items {
      let record = item.record
      table.add(
        record.id.text, time.minute(record.found.time),
        spaces.first { $0.id == item.space }?.name ?? item.space.text,
        [record.kind?.text ?? "-", language.field(record)].joined(separator: " "),
        language.severity(record), language.state(record, names), names.authors(of: record))
    }
    return table
  }
}
