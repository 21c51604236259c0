import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld erase request`.
struct EraseRequest: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Ask for something to be erased; nothing goes before another coordinator agrees.",
      "Vraag om iets te wissen; niets gaat weg voor een andere coördinator instemt.",
      name: "request",
      more: (
        "Of a person all goes that they ever wrote, and their name; they leave all spaces, and their "
          + "devices are revoked. What others wrote in its place is listed: they may have copied words.",
        "Van een persoon gaat alles weg wat die ooit schreef, en de naam; die verlaat alle ruimtes, en de "
          + "apparaten worden ingetrokken. Wat anderen ervoor in de plaats schreven wordt genoemd: zij "
          + "kunnen woorden hebben overgenomen."
      ),
      examples: [
        "schakeld erase request --data ./region 0198c5c4-2f00-7c1e-8000-00000000002a --by cees "
          + "--ground \"names a resident\"",
        "schakeld erase request --data ./region anna --by cees --ground \"asked for it\"",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Argument(
    help: .words(
      "A contribution's id, or a person as in schakeld invite --person.",
      "Het nummer van een bijdrage, of een persoon zoals in schakeld invite --person."))
  var subject: String
  @Option(
    help: .words(
      "Why it must go, without the words that go.", "Waarom het weg moet, zonder de woorden zelf."))
  var ground: String
  @OptionGroup var coordinator: CoordinatorOption
  @OptionGroup var output: ErasureOutput

  func run(in context: DaemonContext) async throws {
    let report = try await folder.withRegion(in: context) { region in
      try await region.requestErasure(
        of: try meant(in: region), ground: ground, by: try coordinator.person(in: region))
    }
    context.trail.concerns("erasure \(report.record.number)")
    try output.print(report, of: folder, in: context)
  }

  private func meant(in region: RegionService) throws -> ErasureSubject {
    if let document = DocumentID(text: subject) { return .document(document) }
    guard let person = try region.person(named: subject) else { throw RegionError.unknownSubject }
    return .person(person)
  }
}
