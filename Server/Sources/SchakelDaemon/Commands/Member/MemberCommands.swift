import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld member`: who is in a space, and with which role.
struct MemberCommands: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "List the people of a space, give somebody another role, or take them out of it.",
      "Toon wie er in een ruimte zit, geef iemand een andere rol, of haal iemand eruit.",
      name: "member",
      examples: [
        "schakeld member list --data ./region --space 5c4a6b656c000001",
        "schakeld member set --data ./region --space 5c4a6b656c000001 --person anna --role coordinator",
        "schakeld member remove --data ./region --space 5c4a6b656c000001 --person anna",
      ],
      subcommands: [MemberList.self, MemberSet.self, MemberRemove.self])
  }
}

/// Which space is meant.
struct SpaceOption: ParsableArguments {
  @Option(
    help: .words(
      "The space's id; schakeld space list shows it.",
      "Het nummer van de ruimte; schakeld space list toont het."))
  var space: String

  func id(in context: DaemonContext) throws -> SpaceID {
    guard let space = SpaceID(text: space) else {
      throw ValidationError(
        context.language.say(
          "A space's id has 16 hexadecimal digits; see schakeld space list.",
          "Het nummer van een ruimte heeft 16 tekens, 0-9 en a-f; zie schakeld space list."))
    }
    context.trail.concerns("space \(space.text)")
    return space
  }
}

/// Who in which space is meant, and how sure whoever asks is.
struct MemberOptions: ParsableArguments {
  @OptionGroup var space: SpaceOption

  @Option(
    help: .words(
      "Your own name for the person, as in schakeld invite, or their id.",
      "Je eigen naam voor die mens, zoals in schakeld invite, of hun nummer."))
  var person: String

  @Flag(
    help: .words(
      "Do it also where the space then has no coordinator left.",
      "Doe het ook als de ruimte dan geen coördinator meer heeft."))
  var leaveNone = false

  /// Gives the role, or takes it away, and says what came of it in the record of commands.
  func give(
    _ role: Role, _ folder: DataFolderOption, in context: DaemonContext
  ) async throws -> (member: RegionStatus.Member, isNews: Bool) {
    let space = try space.id(in: context)
    return try await folder.withRegion(in: context) { region in
      guard try region.spaces().contains(where: { $0.id == space }) else {
        throw Refusal.noSpace(space, context.language)
      }
      guard let person = try region.person(named: person) else {
        throw RegionError.unknownPerson
      }
      context.trail.concerns("space \(space.text) \(role.text) \(person.text)")
      return try await region.setRole(role, of: person, in: space, leavesNone: leaveNone)
    }
  }
}
