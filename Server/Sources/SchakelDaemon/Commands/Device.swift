import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld device`: the devices that were let in.
struct DeviceCommands: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the devices, rename one, let a copy go on, take one out of use, or empty it.",
      "Toon de apparaten, geef er een een naam, laat een kopie doorgaan, stel er een buiten gebruik, of "
        + "maak het leeg.",
      name: "device",
      examples: [
        "schakeld device list --data ./region", "schakeld device list --data ./region --json",
        "schakeld device copies --data ./region",
        "schakeld device admit --data ./region 9f3a6b656c000001 --by dina",
        "schakeld device revoke --data ./region 9f3a6b656c000001",
        "schakeld device wipe --data ./region 9f3a6b656c000001",
      ],
      subcommands: [
        List.self, Rename.self, DeviceCopies.self, DeviceAdmit.self, DeviceRevoke.self,
        DeviceWipe.self,
      ])
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

  /// `schakeld device rename`.
  struct Rename: DaemonCommand {
    static var configuration: CommandConfiguration {
      .command(
        "Give a device another name.", "Geef een apparaat een andere naam.",
        examples: [
          "schakeld device rename --data ./region 9f3a6b656c000001 --name \"Phone of team West\""
        ])
    }

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var device: DeviceArgument
    @Option(help: .words("What it is called from now on.", "Hoe het voortaan heet."))
    var name: String

    func run(in context: DaemonContext) async throws {
      try checkName(name, option: "--name", context.language)
      let replica = try device.replica()
      context.trail.concerns("device \(replica.text)")
      try await folder.withRegion(in: context) { try await $0.rename(replica, to: name) }
      context.print(
        context.language.say(
          "Device \(replica.text) is called \(name) now.",
          "Apparaat \(replica.text) heet nu \(name)."))
    }
  }
}

/// Which device is meant.
struct DeviceArgument: ParsableArguments {
  @Argument(
    help: .words(
      "Its id; schakeld device list shows it.", "Het nummer uit schakeld device list."))
  var id: String

  /// An id that is none is that of no device.
  func replica() throws -> ReplicaID {
    guard let replica = ReplicaID(text: id) else { throw RegionError.unknownDevice }
    return replica
  }
}
