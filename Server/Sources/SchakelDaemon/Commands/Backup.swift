import ArgumentParser
import SchakelRegion
import SchakelServer
import SchakelStore

/// `schakeld backup`.
struct Backup: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Write all that the region keeps into one file, and check that file.",
      "Schrijf alles wat de regio bewaart in één bestand, en controleer dat.",
      more: (
        "A server that runs on the folder goes on. The file appears under its name once all of it was "
          + "written and checked. It holds all that people wrote: keep it where nobody else reads it. "
          + "The region's key is not in it: keep a copy of region.key apart, since without it no backup "
          + "can be served, and one of region.ledger, which says what was erased and revoked since. "
          + "schakeld restore puts all three back; the devices hand in what is newer.",
        "Een server die op de map draait gaat door. Het bestand krijgt zijn naam als alles geschreven "
          + "en gecontroleerd is. Alles wat mensen schreven staat erin: bewaar het waar niemand anders "
          + "erbij kan. De sleutel van de regio zit er niet in: bewaar een kopie van region.key apart, "
          + "want zonder die sleutel valt geen reservekopie te bedienen, en een van region.ledger, waarin "
          + "staat wat sindsdien gewist en ingetrokken is. schakeld restore zet alle drie terug; de "
          + "apparaten sturen wat nieuwer is."
      ),
      examples: [
        "schakeld backup --data ./region /backups/region-2026-03-02.sqlite",
        "schakeld backup --data ./region --ledger /ledgers/region-2026-03-02.ledger",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Argument(
    help: .words(
      "The file to write; it may not be there yet.", "Het bestand; het mag er nog niet zijn."))
  var file: String
  @Flag(
    help: .words(
      "Copy the ledger alone, and not the database.",
      "Kopieer alleen het grootboek, en niet de database."))
  var ledger = false

  func run(in context: DaemonContext) async throws {
    if ledger { return try await copyLedger(in: context) }
    try await folder.withRegion(in: context) { region in
      let new = try context.begin(file)
      do {
        let report = try await region.backUp(to: new.part)
        guard report == .sound else { throw damaged(context.language) }
        try new.keep()
      } catch {
        new.discard()
        throw error
      }
    }
    context.print(
      context.language.say(
        "Wrote \(file), and read it again: it is whole.",
        "\(file) is geschreven en nagelezen: het is heel."))
  }

  private func copyLedger(in context: DaemonContext) async throws {
    let bytes = try await folder.withRegion(in: context) { try await $0.ledgerBytes() }
    guard let bytes else {
      throw Refusal(
        context.language.say(
          "There is no ledger yet: nothing was erased or revoked, and nobody invited.",
          "Er is nog geen grootboek: er is niets gewist of ingetrokken, en niemand uitgenodigd."))
    }
    let new = try context.begin(file)
    do {
      try new.append(bytes)
      try new.keep()
    } catch {
      new.discard()
      throw error
    }
    context.print(
      context.language.say(
        "Wrote \(file): every entry of the ledger was checked.",
        "\(file) is geschreven: elke regel van het grootboek is nagekeken."))
  }

  private func damaged(_ language: Language) -> Refusal {
    Refusal(
      language.say(
        "What was written does not read back as it should, and was removed. Check the region with "
          + "schakeld status --check, and the disk.",
        "Wat geschreven is leest niet terug zoals het hoort, en is weggehaald. Controleer de regio met "
          + "schakeld status --check, en de schijf."))
  }
}
