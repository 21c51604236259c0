import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld member set`.
struct MemberSet: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Give somebody a role in a space, also somebody who is not in it yet.",
      "Geef iemand een rol in een ruimte, ook wie er nog niet in zit.", name: "set",
      more: (
        "It holds from that moment on, also for a server that runs on the same folder. The person's "
          + "devices hear of it at their next contact; an invitation to the space that was not used yet "
          + "gives the new role. Somebody whom the region does not know yet is let in with schakeld "
          + "invite.",
        "Het geldt vanaf dat moment, ook voor een server die op dezelfde map draait. De apparaten van die "
          + "mens horen het zodra ze zich melden; een uitnodiging voor de ruimte die nog niet gebruikt "
          + "is geeft de nieuwe rol. Wie de regio nog niet kent laat je toe met schakeld invite."
      ),
      examples: [
        "schakeld member set --data ./region --space 5c4a6b656c000001 --person anna --role reader",
        "schakeld member set --data ./region --space 5c4a6b656c000001 --person anna "
          + "--role coordinator --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var member: MemberOptions

  @Option(
    help: .words(
      "reader, contributor, coordinator or auditor.",
      "reader, contributor, coordinator of auditor."))
  var role: String

  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    guard let role = Role(text: role), role != .none else {
      throw ValidationError(
        context.language.say(
          "A role is reader, contributor, coordinator or auditor; schakeld member remove takes it away.",
          "Een rol is reader, contributor, coordinator of auditor; schakeld member remove neemt hem af."
        ))
    }
    let (given, isNews) = try await member.give(role, folder, in: context)
    if json { return context.print(["member": JSON(given)]) }
    context.print(
      isNews
        ? context.language.say(
          "\(given.called) is \(role.text) from now on.",
          "\(given.called) is voortaan \(role.text).")
        : context.language.say(
          "\(given.called) was \(role.text) already.", "\(given.called) was al \(role.text)."))
  }
}
