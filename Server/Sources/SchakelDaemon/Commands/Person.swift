import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer
import Synchronization

/// `schakeld person`: what the region holds on somebody.
struct Person: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Give a person all that the region holds on them.",
      "Geef iemand alles wat de regio over hem of haar bewaart.",
      examples: ["schakeld person export --data ./region --person anna anna.json"],
      subcommands: [PersonExport.self])
  }
}

/// `schakeld person export`.
struct PersonExport: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Write all that is held on a person and by them into one file, for that person.",
      "Schrijf alles wat over en van iemand bewaard wordt in één bestand, voor diegene zelf.",
      name: "export",
      more: (
        "Who they are here, roles, devices, invitations, every change that they wrote with its words, what "
          + "became of those, what they looked at and decided, and profiles that have their name. Nobody else "
          + "is named, but in what they wrote themselves and in such profiles. The server's own log is not "
          + "in the region: name the files that you keep of it with --log, and the lines that name the person "
          + "or a device of theirs are added. That you did this is in the log of their spaces.",
        "Wie diegene hier is, rollen, apparaten, uitnodigingen, elke wijziging met de woorden, wat daarvan "
          + "werd, wat diegene bekeek en besliste, en profielen met die naam. Niemand anders wordt genoemd, "
          + "behalve in wat diegene zelf schreef en in zulke profielen. Het logboek van de server staat niet "
          + "in de regio: noem de bestanden die u ervan bewaart met --log, dan komen de regels erbij die de "
          + "persoon of een apparaat ervan noemen. Dat u dit deed, staat in het logboek van de ruimtes."
      ),
      examples: [
        "schakeld person export --data ./region --person anna anna.json",
        "schakeld person export --data ./region --person anna --log /var/log/schakeld.log anna.json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Option(
    help: .words(
      "The person, as in schakeld invite --person, or the pseudonym.",
      "De persoon, zoals in schakeld invite --person, of het pseudoniem."))
  var person: String
  @Option(
    help: .words(
      "A file with lines of the server's log; may be given more than once. The one that "
        + "SCHAKELD_COMMAND_LOG names is looked at as well.",
      "Een bestand met regels uit het logboek van de server; mag vaker. Het bestand dat "
        + "SCHAKELD_COMMAND_LOG noemt wordt ook bekeken."))
  var log: [String] = []
  @Argument(
    help: .words(
      "The file to write; it may not be there yet.", "Het bestand; het mag er nog niet zijn."))
  var file: String

  func run(in context: DaemonContext) async throws {
    let new = try context.begin(file)
    do {
      try await folder.withRegion(in: context) { region in
        guard let id = try region.person(named: person) else { throw RegionError.unknownSubject }
        context.trail.concerns("person \(id.text)")
        try await write(id, of: region, to: new, in: context)
      }
      try new.keep()
    } catch {
      new.discard()
      throw error
    }
    context.print(
      context.language.say(
        "Wrote \(file). It is for that person alone: hand it over in a way that nobody else can read.",
        "\(file) is geschreven. Het is alleen voor diegene: geef het zo dat niemand anders het kan lezen."
      )
    )
  }

  private func write(
    _ id: PersonID, of region: RegionService, to file: NewFile, in context: DaemonContext
  ) async throws {
    let account = Mutex(PersonFile(at: context.time) { try file.append($0) })
    let failure = Mutex<(any Error)?>(nil)
    do {
      try await region.exportPerson(id) { fact throws(RegionError) in
        do {
          try account.withLock { try $0.take(fact) }
        } catch {
          failure.withLock { $0 = error }
          throw RegionError(.storage, "the file cannot be written")
        }
      }
    } catch {
      throw failure.withLock(\.self) ?? error
    }
    let devices = try region.devices().filter { $0.person == id }.map(\.replica.text)
    let lines = LogLines(naming: [id.text] + devices)
    try account.withLock { account in
      try account.begin("log")
      for path in logs(in: context) {
        try lines.find(in: path, context) { try account.add(.string($0)) }
      }
      try account.end()
    }
  }

  private func logs(in context: DaemonContext) -> [String] {
    let own = context.environment["SCHAKELD_COMMAND_LOG"] ?? ""
    return log + (own.isEmpty || !context.isFile(own) || log.contains(own) ? [] : [own])
  }
}
