import ArgumentParser
import SchakelKeys
import SchakelCore
import SchakelRegion
import SchakelStore

/// `schakeld restore`.
struct Restore: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Put a region back from a backup, its key and its ledger, into an empty folder.",
      "Zet een regio terug uit een reservekopie, haar sleutel en haar grootboek, in een lege map.",
      more: (
        "The ledger, region.ledger, lies beside the database and grows with each erasure and each device "
          + "that is revoked: bring the newest copy, and what it says is obeyed before anybody is "
          + "answered. The devices hand in what is newer than the backup, by themselves.",
        "Het grootboek, region.ledger, ligt naast de database en groeit met alles wat gewist wordt en elk "
          + "apparaat dat wordt ingetrokken: breng de nieuwste kopie, en wat erin staat wordt gedaan voor "
          + "iemand antwoord krijgt. De apparaten sturen vanzelf wat nieuwer is dan de reservekopie."
      ),
      examples: [
        "schakeld restore --data ./region /backups/region-2026-03-02.sqlite --key /keys/region.key "
          + "--ledger /ledgers/region.ledger"
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Argument(help: .words("The backup.", "De reservekopie."))
  var file: String
  @Option(help: .words("The copy of region.key.", "De kopie van region.key."))
  var key: String
  @Option(help: .words("The newest copy of region.ledger.", "De nieuwste kopie van region.ledger."))
  var ledger: String?
  @Option(
    name: .customLong("bundle-key"),
    help: .words(
      "The copy of region.bundle.key; without it bundles that were sealed before cannot be opened.",
      "De kopie van region.bundle.key; zonder kunnen bundels van daarvoor niet meer open."))
  var bundleKey: String?
  @OptionGroup var missing: MissingLedgerOption

  func run(in context: DaemonContext) async throws {
    let folder = DataFolder(path: try folder.name(in: context))
    guard ledger != nil || missing.isAccepted else { throw needsLedger(context.language) }
    // The newest ledger may be all that is left there.
    let all =
      [folder.database, folder.ledger, folder.keyFile, folder.bundleKeyFile] + folder.sideFiles
    guard !all.contains(where: context.isFile) else { throw taken(folder, context.language) }
    let signing = try KeyFile.load(from: key)
    if let bundleKey { _ = try KeyFile.loadBundleSecret(from: bundleKey) }
    try context.makeFolder(folder.path)
    try copy(file, folder.database, in: context)
    do {
      try await put(folder, signing, in: context)
    } catch {
      // None of them was there before.
      for path in all { context.removeFile(path) }
      throw error
    }
  }

  private func put(
    _ folder: DataFolder, _ signing: SigningKey, in context: DaemonContext
  ) async throws {
    if let ledger { try copy(ledger, folder.ledger, in: context) }
    try copy(key, folder.keyFile, in: context)
    if let bundleKey { try copy(bundleKey, folder.bundleKeyFile, in: context) }
    let region = try await folder.open(
      in: context, acceptsMissingLedger: missing.isAccepted)
    do {
      guard try await region.service.checkFile() == .sound else { throw damaged(context.language) }
      guard try await region.service.isOfThisKey() else { throw otherKey(context.language) }
      let name = try await region.service.beginServing()
      _ = try await region.service.sweep()
      let status = try await region.service.status()
      let erasures = try await region.service.erasures().count { $0.status == .approved }
      let isClosed = try region.service.isClosed()
      try region.service.close()
      say(name, status, erasures, isClosed, in: context)
    } catch {
      try? region.service.close()
      throw error
    }
  }

  private func say(
    _ name: String, _ status: RegionStatus, _ erasures: Int, _ isClosed: Bool,
    in context: DaemonContext
  ) {
    let language = context.language
    let revoked = status.devices.count { $0.status != .active }
    context.print(
      language.say(
        "\(name) is back: \(language.count(status.changes, .change)), \(erasures) erasures obeyed, "
          + "\(revoked) devices out of use.",
        "\(name) is terug: \(language.count(status.changes, .change)), \(erasures) keer gewist, "
          + "\(revoked) apparaten buiten gebruik."))
    if isClosed {
      context.print(
        language.say(
          "It gives nothing out before a coordinator opens it: schakeld open.",
          "De regio geeft niets uit voor een coördinator haar opent: schakeld open."))
    }
  }

  private func copy(_ from: String, _ to: String, in context: DaemonContext) throws {
    let new = try context.begin(to)
    do {
      try context.readPieces(from) { try new.append($0) }
      try new.keep()
    } catch {
      new.discard()
      throw error
    }
  }
}

extension Restore {
  private func needsLedger(_ language: Language) -> Refusal {
    Refusal(
      language.say(
        "Bring the newest copy of region.ledger with --ledger: it says what was erased and revoked since "
          + "the backup. If there is none, say --accept-missing-ledger.",
        "Geef de nieuwste kopie van region.ledger met --ledger: daarin staat wat sinds de reservekopie "
          + "gewist en ingetrokken is. Is er geen, zeg dan --accept-missing-ledger."))
  }

  private func taken(_ folder: DataFolder, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "There are files of a region in \(folder.path) already. Choose an empty folder.",
        "Er staan al bestanden van een regio in \(folder.path). Kies een lege map."))
  }

  private func damaged(_ language: Language) -> Refusal {
    Refusal(
      language.say(
        "The backup does not read back as it should. Take another one.",
        "De reservekopie leest niet terug zoals het hoort. Neem een andere."))
  }

  private func otherKey(_ language: Language) -> Refusal {
    Refusal(
      language.say(
        "This key is not the one that the backup was signed with. Bring the region's own.",
        "Met deze sleutel is de reservekopie niet ondertekend. Geef die van de regio zelf."))
  }
}
