import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld device copies`.
struct DeviceCopies: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the copies of devices that wait for a coordinator's yes.",
      "Toon de kopieën van apparaten waar een coördinator nog mee moet instemmen.", name: "copies",
      more: (
        "A device whose data was copied or put back from a backup goes on as a copy. Nothing that it "
          + "writes is taken before a coordinator agrees (schakeld device admit); it keeps that "
          + "meanwhile. A copy has the key and the access of its device: if nobody knows where it comes "
          + "from, take the device out of use (schakeld device revoke), and all its copies with it.",
        "Een apparaat waarvan de gegevens gekopieerd of teruggezet zijn, gaat verder als kopie. Niets van "
          + "wat het schrijft wordt aangenomen voor een coördinator daarmee instemt (schakeld device "
          + "admit); tot dan houdt het dat zelf. Een kopie heeft de sleutel en de toegang van haar "
          + "apparaat: weet niemand waar ze vandaan komt, stel het apparaat dan buiten gebruik (schakeld "
          + "device revoke), met al zijn kopieën."
      ),
      examples: [
        "schakeld device copies --data ./region", "schakeld device copies --data ./region --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let copies = try await folder.withRegion(in: context) { try $0.copies() }
    if json { return context.print(["copies": .array(copies.map { JSON($0) })]) }
    if copies.isEmpty {
      return context.print(
        context.language.say("No copy waits.", "Er wacht geen kopie."))
    }
    for line in copyTable(copies, now: context.time, width: context.columns, context.language) {
      context.print(line)
    }
  }
}

/// `schakeld device admit`.
struct DeviceAdmit: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Let the copies of a device go on, on a coordinator's word.",
      "Laat de kopieën van een apparaat doorgaan, op het woord van een coördinator.", name: "admit",
      more: (
        "What they wrote and kept comes with their next synchronisation. The log of each space of that "
          + "person says so, and who agreed. Of several copies one can be named by its whole id.",
        "Wat ze schreven en hielden komt bij hun volgende synchronisatie. Het logboek van elke ruimte van "
          + "die persoon vermeldt het, en wie instemde. Van meer kopieën kan er een genoemd worden met "
          + "haar hele nummer."
      ),
      examples: [
        "schakeld device admit --data ./region 9f3a6b656c000001 --by dina",
        "schakeld device admit --data ./region 9f3a6b656c0000015d1e0c27 --by dina --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var copy: CopyArgument
  @OptionGroup var coordinator: CoordinatorOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let (replica, incarnation) = try copy.parts()
    context.trail.concerns("device \(replica.text)")
    let admitted = try await folder.withRegion(in: context) { region in
      try await region.admit(
        replica, only: incarnation, by: try coordinator.person(in: region))
    }
    if json { return context.print(["admitted": .array(admitted.map { JSON($0) })]) }
    guard !admitted.isEmpty else {
      return context.print(
        context.language.say(
          "Somebody agreed to that before.", "Daar had al iemand mee ingestemd."))
    }
    for copy in admitted {
      let who = "\(copy.device.name) (\(copy.device.handle))"
      let changes = context.language.count(copy.changes, .change)
      context.print(
        context.language.say(
          "The copy of \(who) goes on from now on. When it was last heard of it kept \(changes).",
          "De kopie van \(who) gaat voortaan door. Toen ze zich het laatst meldde hield ze \(changes) vast."
        ))
    }
  }
}

/// Which copies are meant: those of a device, or one of them.
struct CopyArgument: ParsableArguments {
  @Argument(
    help: .words(
      "The device's id, or a copy's; schakeld device copies shows them.",
      "Het nummer van het apparaat, of van een kopie, uit schakeld device copies."))
  var id: String

  /// An id that is none is that of no device.
  func parts() throws -> (ReplicaID, Incarnation?) {
    if let replica = ReplicaID(text: id) { return (replica, nil) }
    guard let writer = Hex.decode(id).flatMap({ Writer(bytes: $0) }) else {
      throw RegionError.unknownDevice
    }
    return (writer.replica, writer.incarnation)
  }
}
