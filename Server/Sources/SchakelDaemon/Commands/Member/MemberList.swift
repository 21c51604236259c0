import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld member list`.
struct MemberList: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the people of a space, each with their role.",
      "Toon wie er in een ruimte zit, elk met hun rol.", name: "list",
      examples: [
        "schakeld member list --data ./region --space 5c4a6b656c000001",
        "schakeld member list --data ./region --space 5c4a6b656c000001 --json",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var space: SpaceOption
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let space = try space.id(in: context)
    let members = try await folder.withRegion(in: context) { try await $0.members(of: space) }
    if json { return context.print(["members": .array(members.map { JSON($0) })]) }
    if members.isEmpty {
      context.print(
        context.language.say(
          "Nobody is in it yet; let somebody in with schakeld invite.",
          "Er zit nog niemand in; laat iemand toe met schakeld invite."))
    }
    let lines = memberTable(
      members, now: context.time, width: context.columns, context.language)
    for line in lines { context.print(line) }
  }
}
