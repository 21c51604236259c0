import ArgumentParser
import SchakelCore
import SchakelJSON
import SchakelStore

/// Which contributions a list, a search or an export is about.
struct FilterOptions: ParsableArguments {
  @Option(help: .phrase(.spaceFilter, value: "ID")) var space: String?
  @Option(help: .phrase(.kindFilter, value: "KIND")) var kind: String?
  @Option(help: .phrase(.areaFilter, value: "CODE")) var area: String?
  @Option(help: .phrase(.themeFilter, value: "WORD")) var theme: String?
  @Option(help: .phrase(.fromFilter, value: "DAY")) var from: String?
  @Option(help: .phrase(.untilFilter, value: "DAY")) var until: String?
  @Flag(help: .phrase(.mine)) var mine = false
  @Flag(help: .phrase(.waiting)) var waiting = false
  @Flag(help: .phrase(.drafts)) var drafts = false

  /// Whether all that is shared is meant.
  var isOpen: Bool {
    [space, kind, area, theme, from, until].allSatisfy { $0 == nil } && !drafts
  }

  func filter(on device: Device) throws -> DocumentFilter {
    var filter = DocumentFilter()
    filter.space = try space.map { try device.space(typed: $0).id }
    filter.kind = try kind.map { try Self.kind($0, device.context) }
    filter.area = area
    filter.theme = theme
    filter.observedFrom = try from.map { try Self.day($0, device.context) }
    filter.observedTo = try until.map { try Self.day($0, device.context) }
    filter.mine = mine
    if waiting { filter.states = .waiting }
    if drafts { filter.states = [.draft] }
    return filter
  }

  /// `note`, `story` and `profile`, or the name of any kind with a capital letter in it.
  private static func kind(_ text: String, _ context: CommandContext) throws -> Name {
    switch text.lowercased() {
    case NoteSubject.command: return NoteSubject.kind.name
    case StorySubject.command: return StorySubject.kind.name
    case ProfileSubject.command: return ProfileSubject.kind.name
    default:
      guard text.contains(where: \.isUppercase) else {
        throw context.failure(ListPhrase.badKind, ["kind": .text(text)], status: .usage)
      }
      return Name(text)
    }
  }

  private static func day(_ text: String, _ context: CommandContext) throws -> String {
    guard let day = TypedField.day(text) else {
      throw context.failure(ListPhrase.badDay, ["day": .text(text)], status: .usage)
    }
    return day.text
  }
}
