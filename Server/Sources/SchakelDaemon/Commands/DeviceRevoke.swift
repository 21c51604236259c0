import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld device revoke`.
struct DeviceRevoke: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take a device out of use, for good.", "Stel een apparaat buiten gebruik, voorgoed.",
      name: "revoke",
      more: (
        "From now on it gets nothing, and nothing that it wrote is taken, whoever brings it. What "
          + "was taken before stays. A server that runs on the same folder obeys at once. The "
          + "person's other devices go on; a new invitation lets a new one in.",
        "Het krijgt voortaan niets meer, en niets wat het schreef wordt nog aangenomen, wie het ook "
          + "brengt. Wat eerder werd aangenomen blijft. Een server die op dezelfde map draait "
          + "gehoorzaamt meteen. De andere apparaten van die persoon gaan door; een nieuwe "
          + "uitnodiging laat een nieuw apparaat toe."
      ),
      examples: [
        "schakeld device revoke --data ./region 9f3a6b656c000001",
        "schakeld device revoke --data ./region 9f3a6b656c000001 --by dina --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var device: DeviceArgument
  @OptionGroup var coordinator: AnyCoordinatorOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let replica = try device.replica()
    context.trail.concerns("device \(replica.text)")
    let (device, isNews) = try await folder.withRegion(in: context) { region in
      try await region.revoke(replica, by: try coordinator.person(in: region))
    }
    if json { return context.print(["device": JSON(device)]) }
    let who = "\(device.name) (\(device.handle))"
    context.print(
      isNews
        ? context.language.say(
          "\(who) is out of use from now on.", "\(who) is voortaan buiten gebruik.")
        : context.language.say(
          "\(who) was out of use already.", "\(who) was al buiten gebruik."))
  }
}

/// `schakeld device wipe`.
struct DeviceWipe: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take a device out of use, and have it erase all that it holds.",
      "Stel een apparaat buiten gebruik, en laat het alles wissen wat erop staat.", name: "wipe",
      more: (
        "It learns of that at its next contact, erases its notes, drafts and keys, what it never sent "
          + "included, and says so: schakeld device list shows when. A device that never comes back "
          + "keeps what it has.",
        "Het hoort dat zodra het zich meldt, wist zijn notities, concepten en sleutels, ook wat het nooit "
          + "verstuurde, en zegt dat: schakeld device list toont wanneer. Een apparaat dat nooit "
          + "terugkomt houdt wat erop staat."
      ),
      examples: [
        "schakeld device wipe --data ./region 9f3a6b656c000001",
        "schakeld device wipe --data ./region 9f3a6b656c000001 --by dina --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var device: DeviceArgument
  @OptionGroup var coordinator: AnyCoordinatorOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let replica = try device.replica()
    context.trail.concerns("device \(replica.text)")
    let (device, isNews) = try await folder.withRegion(in: context) { region in
      try await region.wipe(replica, by: try coordinator.person(in: region))
    }
    if json { return context.print(["device": JSON(device)]) }
    let who = "\(device.name) (\(device.handle))"
    context.print(
      isNews
        ? context.language.say(
          "\(who) is out of use from now on, and is told to erase all at its next contact.",
          "\(who) is voortaan buiten gebruik, en hoort zodra het zich meldt dat het alles moet wissen."
        )
        : context.language.say(
          "\(who) was told so already.", "\(who) had dat al te horen gekregen."))
  }
}
