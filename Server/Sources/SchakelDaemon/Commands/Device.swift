import ArgumentParser
import SchakelRegion
import SchakelServer

/// `schakeld device`: the devices that were let in.
struct DeviceCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List the devices.", subcommands: [List.self])

  /// `schakeld device list`.
  struct List: DaemonCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the devices, and when each was last heard of.",
      discussion: """
        Example:
          schakeld device list --data ./region
        """)

    @OptionGroup var folder: DataFolderOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run(in context: DaemonContext) async throws {
      let devices = try await folder.withRegion(in: context) { try $0.devices() }
      if json {
        context.print(["devices": .array(devices.map { JSON($0) })])
        return
      }
      if devices.isEmpty {
        let words = context.language.say(
          "No devices yet; let one in with schakeld invite.",
          "Nog geen apparaten; laat er een toe met schakeld invite.")
        context.print(words)
      }
      for line in deviceTable(devices, now: context.time, context.language) { context.print(line) }
    }
  }
}
