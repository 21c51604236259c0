import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld audit`: what is on record where people changed one thing while apart, and whether all
/// of the log holds.
struct Audit: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Look into the record: conflicts, and whether the log holds.",
      "Kijk in het logboek: botsingen, en of alles klopt.",
      more: (
        "That you looked is in the log too, as the region's operator.",
        "Dat je keek, staat zelf ook in het logboek, als beheerder van de regio."
      ),
      examples: [
        "schakeld audit conflicts --data ./region --open",
        "schakeld audit show --data ./region 9f3a6b656c000001",
        "schakeld audit verify --data ./region",
        "schakeld audit export --data ./region region.audit",
      ],
      subcommands: [Conflicts.self, Show.self, Verify.self, Export.self])
  }
}

/// `--space`, which may be given more than once.
struct SpacesOption: ParsableArguments {
  @Option(
    help: .words(
      "Only this space's id; may be given more than once.",
      "Alleen de ruimte met dit nummer; mag vaker."))
  var space: [String] = []

  /// Those that were named; nil where none was.
  func spaces(_ language: Language) throws -> [SpaceID]? {
    guard !space.isEmpty else { return nil }
    return try space.map { try $0.spaceID(language) }
  }
}

extension String {
  /// The space that is named so on a command line.
  func spaceID(_ language: Language) throws -> SpaceID {
    if let id = SpaceID(text: self) { return id }
    throw ValidationError(
      language.say(
        "A space's id has 16 hexadecimal digits; see schakeld space list.",
        "Het nummer van een ruimte heeft 16 tekens, 0-9 en a-f; zie schakeld space list."))
  }
}
