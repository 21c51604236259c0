import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld member remove`.
struct MemberRemove: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take somebody out of a space.", "Haal iemand uit een ruimte.", name: "remove",
      more: (
        "From now on the person reads and writes nothing there; what they wrote stays. At its next contact "
          + "each of their devices removes what it has of the space, and keeps aside for them what they "
          + "wrote there and had not sent. A device that never comes back keeps what it has: take that "
          + "out of use with schakeld device revoke.",
        "Vanaf nu leest en schrijft die mens daar niets meer; wat er geschreven is blijft. Zodra een "
          + "apparaat zich meldt haalt het weg wat het van de ruimte heeft, en bewaart het apart wat die "
          + "mens daar schreef en nog niet verstuurde. Een apparaat dat nooit terugkomt houdt wat erop "
          + "staat: stel dat buiten gebruik met schakeld device revoke."
      ),
      examples: [
        "schakeld member remove --data ./region --space 5c4a6b656c000001 --person anna",
        "schakeld member remove --data ./region --space 5c4a6b656c000001 --person anna --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var member: MemberOptions
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let (gone, isNews) = try await member.give(.none, folder, in: context)
    if json { return context.print(["member": JSON(gone)]) }
    context.print(
      isNews
        ? context.language.say(
          "\(gone.called) is no longer in that space.",
          "\(gone.called) zit niet meer in die ruimte.")
        : context.language.say(
          "\(gone.called) was out of that space already.",
          "\(gone.called) zat al niet meer in die ruimte."))
  }
}
