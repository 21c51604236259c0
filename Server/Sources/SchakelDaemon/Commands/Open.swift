import ArgumentParser
import SchakelRegion

/// `schakeld open`.
struct Open: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Let devices in again, in a region that was put back without its ledger.",
      "Laat apparaten weer toe, in een regio die zonder haar grootboek is teruggezet.",
      more: (
        "What was erased or revoked since the backup is forgotten with the ledger. Erase and revoke it "
          + "again first: until the region is open nothing is given out, and devices keep all they have. The "
          + "log of each space names who opened it.",
        "Wat sinds de reservekopie gewist of ingetrokken is, is met het grootboek vergeten. Wis en trek dat "
          + "eerst opnieuw in: tot de regio open is wordt niets uitgegeven, en houden apparaten alles. Het "
          + "logboek van elke ruimte noemt wie haar opende."
      ),
      examples: ["schakeld open --data ./region --by dina"])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var coordinator: CoordinatorOption

  func run(in context: DaemonContext) async throws {
    let wasClosed = try await folder.withRegion(in: context) { region in
      try await region.open(by: try coordinator.person(in: region))
    }
    context.print(
      wasClosed
        ? context.language.say("The region is open.", "De regio is open.")
        : context.language.say("The region was open already.", "De regio was al open."))
  }
}
