import ArgumentParser
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelServer

/// `schakeld verify`: the whole check of a region or of a backup.
struct VerifyCommand: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Check a region or a backup from end to end; change nothing.",
      "Controleer een regio of reservekopie van begin tot eind; verander niets.", name: "verify",
      more: (
        "The file, each log with its signatures, each contribution against the log, and the ledger against "
          + "the database. Beside a running server it checks the region in a data folder; of a backup give the "
          + "file, the region's key, and the newest ledger, and read what the backup lacks of that. It says on "
          + "standard error what it is at.",
        "Het bestand, elk logboek met zijn handtekeningen, elke bijdrage naast het logboek, en het grootboek "
          + "naast de database. Naast een draaiende server controleert het de regio in een map; geef van een "
          + "reservekopie het bestand, de sleutel van de regio en het nieuwste grootboek, en lees wat de kopie "
          + "daarvan mist. Op standaardfout staat waar het mee bezig is."
      ),
      examples: [
        "schakeld verify --data ./region", "schakeld verify --data ./region --json",
        "schakeld verify /backups/region.sqlite --key /keys/region.key --ledger /ledgers/region.ledger",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Argument(
    help: .words(
      "A backup; without it the region in the data folder.",
      "Een reservekopie; anders de regio in de map."))
  var file: String?
  @Option(
    help: .words(
      "With a backup: the copy of region.key; else that of the data folder.",
      "Bij een reservekopie: de kopie van region.key; anders die in de map."))
  var key: String?
  @Option(
    help: .words(
      "With a backup: the newest copy of region.ledger.",
      "Bij een reservekopie: de nieuwste kopie van region.ledger."))
  var ledger: String?
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let language = context.language
    let found: RegionVerification
    if let file {
      found = try await verify(file, in: context)
    } else {
      guard key == nil, ledger == nil else {
        throw ValidationError(
          language.say(
            "--key and --ledger go with a backup: name its file.",
            "--key en --ledger horen bij een reservekopie: noem het bestand."))
      }
      found = try await folder.withRegion(in: context) { region in
        try await region.verify { progress($0, in: context) }
      }
    }
    if json {
      context.print(JSON(found))
    } else {
      for line in VerificationLines(found, context).lines { context.print(line) }
    }
    guard found.isSound else { throw Refusal(language.sentence(onFaults: found)) }
  }

  private func verify(
    _ file: String, in context: DaemonContext
  ) async throws -> RegionVerification {
    guard context.isFile(file) else { throw Refusal.noFile(file, context.language) }
    if let ledger, !context.isFile(ledger) { throw Refusal.noFile(ledger, context.language) }
    let signing = try KeyFile.load(from: try keyFile(in: context))
    context.trail.concernsRegion()
    let backup = RegionBackup(
      file, DataFolder.environment(signing, in: context), ledger: ledger.map(RegionLedger.init))
    return try await backup.verify { progress($0, in: context) }
  }

  private func keyFile(in context: DaemonContext) throws -> String {
    if let key { return key }
    guard folder.data != nil || context.environment["SCHAKELD_DATA"] != nil else {
      throw ValidationError(
        context.language.say(
          "Name the region's key with --key: without it no signature can be checked.",
          "Noem de sleutel van de regio met --key: anders is geen handtekening na te gaan."))
    }
    return DataFolder(path: try folder.path(in: context)).keyFile
  }

  private func progress(_ step: RegionVerification.Step, in context: DaemonContext) {
    context.printError(context.language.words(for: step) + "\n")
  }
}

extension Refusal {
  fileprivate static func noFile(_ path: String, _ language: Language) -> Refusal {
    Refusal(language.say("There is no file \(path).", "Er is geen bestand \(path)."))
  }
}
