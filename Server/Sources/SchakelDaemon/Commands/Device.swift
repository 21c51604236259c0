import ArgumentParser
import SchakelRegion
import SchakelServer

/// `schakeld device`: the devices that were let in.
struct DeviceCommands: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the devices.", "Toon de apparaten.", name: "device",
      examples: [
        "schakeld device list --data ./region", "schakeld device list --data ./region --json",
      ],
      subcommands: [List.self])
  }

  /// `schakeld device list`.
  struct List: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "List the devices, and when each was last heard of.",
        "Toon de apparaten, en wanneer elk zich voor het laatst meldde.",
        examples: ["schakeld device list --data ./region"])
    }

    @OptionGroup var folder: DataFolderOption
    @Flag(help: .json)
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
      let lines = deviceTable(
        devices, now: context.time, width: context.columns, context.language)
      for line in lines { context.print(line) }
    }
  }
}
