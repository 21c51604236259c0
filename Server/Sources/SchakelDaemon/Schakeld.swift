import ArgumentParser

/// The root of the command line.
struct Schakeld: ParsableCommand {
  /// Of this release; the wire and the files on disk have numbers of their own.
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    .command(
      "The region's server: brings together what neighbourhood workers write down.",
      "De server van de regio: brengt bijeen wat wijkwerkers opschrijven.", name: "schakeld",
      examples: [
        "schakeld init --data ./region --region Noord", "schakeld serve --data ./region",
        "schakeld invite --data ./region --space 5c4a6b656c000001 --role contributor --person anna",
        "schakeld status --data ./region",
      ],
      version: version,
      subcommands: [
        Init.self, Serve.self, Status.self, Invite.self, Space.self, MemberCommands.self,
        DeviceCommands.self, BundleCommands.self, Audit.self, Erase.self, Retention.self,
        Person.self, Backup.self, VerifyCommand.self, Restore.self, Open.self,
      ])
  }
}

/// A command that has nothing of the world but its context.
protocol DaemonCommand: ParsableCommand {
  func run(in context: DaemonContext) async throws
}
