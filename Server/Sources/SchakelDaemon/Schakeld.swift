import ArgumentParser

/// The root of the command line.
struct Schakeld: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schakeld",
    abstract: "The region's server: brings together what neighbourhood workers write down.",
    subcommands: [
      Init.self, Serve.self, Status.self, Invite.self, Space.self, DeviceCommands.self,
    ])
}

/// A command that has nothing of the world but its context.
protocol DaemonCommand: ParsableCommand {
  func run(in context: DaemonContext) async throws
}
