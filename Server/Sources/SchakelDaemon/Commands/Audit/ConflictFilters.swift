import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// Which conflicts to list; what is listed is let through by all of them.
struct ConflictFilters: ParsableArguments {
  @OptionGroup var spaces: SpacesOption
  @Option(
    help: .words(
      "Only this kind: fieldNote, successStory, connectorProfile.",
      "Alleen deze soort: fieldNote, successStory, connectorProfile."))
  var kind: String?
  @Option(help: .words("Only this field, such as title.", "Alleen dit veld, zoals title."))
  var field: String?
  @Option(
    help: .words(
      "Only where this person wrote or chose: your own name for them, or the pseudonym.",
      "Alleen waar deze mens schreef of koos: je eigen naam, of het nummer."))
  var person: String?
  @Option(
    help: .words(
      "Found on this day or later: 2026-03-02, or 2026-03-02T10:30.",
      "Gevonden op deze dag of later: 2026-03-02, of 2026-03-02T10:30."))
  var from: String?
  @Option(
    help: .words(
      "Found on this day at the latest, or before this time.",
      "Gevonden op deze dag of eerder, of voor dit tijdstip."))
  var until: String?
  @Flag(help: .words("Only what is still open.", "Alleen wat nog open is."))
  var open = false
  @Flag(help: .words("Only what was settled.", "Alleen waar gekozen is."))
  var settled = false
  @Option(
    help: .words(
      "conflict: a person was needed. parallel: none was.",
      "conflict: iemand moest kiezen. parallel: niemand hoefde te kiezen."))
  var severity: String?
  @Option(
    help: .words(
      "Only what this rule settled, such as text/1.", "Alleen wat deze regel koos, zoals text/1."))
  var rule: String?

  /// The query of these, without a limit. Throws for what makes no sense, and where nobody is called
  /// as the person that is named.
  func query(in context: DaemonContext, _ region: RegionService) throws -> ConflictQuery {
    let language = context.language
    var query = ConflictQuery()
    query.spaces = try spaces.spaces(language)
    query.kind = try name(kind, "--kind", language)
    query.field = try name(field, "--field", language)
    query.rule = try name(rule, "--rule", language)
    query.person = try person.map { try find($0, region, language) }
    let time = LocalTime(context.timeZone)
    query.from = try from.map { try date($0, time.start, "--from", language) }
    query.until = try until.map { try date($0, time.end, "--until", language) }
    query.state = try state(language)
    query.severity = try severity.map { try severity($0, language) }
    return query
  }

  private func state(_ language: Language) throws -> ConflictQuery.State? {
    guard !(open && settled) else {
      throw ValidationError(
        language.say(
          "Give --open or --settled, not both.", "Kies --open of --settled, niet allebei."))
    }
    return open ? .open : settled ? .settled : nil
  }

  private func severity(
    _ word: String, _ language: Language
  ) throws -> ConflictRecord.Severity {
    switch word {
    case "conflict": return .conflict
    case "parallel", ConflictRecord.Severity.parallelEdit.word: return .parallelEdit
    default:
      throw ValidationError(
        language.say(
          "Write conflict or parallel after --severity.",
          "Zet conflict of parallel na --severity."))
    }
  }

  private func name(_ text: String?, _ option: String, _ language: Language) throws -> Name? {
    guard let text else { return nil }
    guard (1...SchakelCore.Limits.nameBytes).contains(text.utf8.count) else {
      throw ValidationError(
        language.say(
          "There is no name like the one after \(option).",
          "Zo'n naam als na \(option) bestaat niet."))
    }
    return Name(text)
  }

  private func date(
    _ text: String, _ read: (String) -> UInt64?, _ option: String, _ language: Language
  ) throws -> UInt64 {
    guard let time = read(text) else {
      throw ValidationError(
        language.say(
          "Write a day after \(option), such as 2026-03-02, or 2026-03-02T10:30.",
          "Zet een dag na \(option), zoals 2026-03-02, of 2026-03-02T10:30."))
    }
    return time
  }

  /// The operator's own name for a person goes before a pseudonym that looks the same.
  private func find(
    _ text: String, _ region: RegionService, _ language: Language
  ) throws -> PersonID {
    if let person = try region.person(called: text) ?? PersonID(text: text) { return person }
    throw Refusal(
      language.say(
        "Nobody is called \(text) here; schakeld device list shows who there is.",
        "Niemand heet hier \(text); schakeld device list toont wie er zijn."))
  }
}
