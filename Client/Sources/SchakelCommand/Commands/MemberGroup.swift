import ArgumentParser
import SchakelCore

/// `schakel member`: who is in a group, and with which role.
struct MemberGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "member", .member,
      examples: MemberList.examples + MemberSet.examples + MemberRemove.examples,
      subcommands: [MemberList.self, MemberSet.self, MemberRemove.self])
  }
}

struct MemberList: ContextCommand {
  static let examples = ["schakel member list"]

  static var configuration: CommandConfiguration {
    .command("list", .memberList, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.membersSpace, value: "ID")) var space: String?

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let team = try Team(device: device, space: device.space(typed: space))
    context.answer(
      MembersReport(
        space: team.space, members: try team.members(), me: try team.me()),
      answer)
  }
}

struct MemberSet: ContextCommand {
  static let examples = ["schakel member set --person 3f2a1c0b5d6e7f80 --role coordinator"]

  static var configuration: CommandConfiguration {
    .command("set", .memberSet, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.membersSpace, value: "ID")) var space: String?
  @Option(help: .phrase(.somePerson, value: "PERSON")) var person: String
  @Option(help: .phrase(.role, value: "ROLE")) var role: String

  func execute(in context: CommandContext) async throws {
    let role = try context.role(typed: role)
    let device = try Device.open(global, in: context)
    let team = try Team(device: device, space: device.space(typed: space))
    context.answer(try await team.give(role, to: team.member(typed: person)), answer)
  }
}

struct MemberRemove: ContextCommand {
  static let examples = ["schakel member remove --person 3f2a1c0b5d6e7f80"]

  static var configuration: CommandConfiguration {
    .command("remove", .memberRemove, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.membersSpace, value: "ID")) var space: String?
  @Option(help: .phrase(.somePerson, value: "PERSON")) var person: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let team = try Team(device: device, space: device.space(typed: space))
    context.answer(try await team.give(.none, to: team.member(typed: person)), answer)
  }
}

extension CommandContext {
  /// A role as people type it, by the word that lists show or by the one that programs know; `none` is none
  /// that can be given.
  func role(typed text: String) throws -> Role {
    let typed = text.lowercased()
    let roles: [Role] = [.reader, .contributor, .coordinator, .auditor]
    guard let role = roles.first(where: { typed == $0.text || typed == labels.role($0) }) else {
      throw failure(MemberPhrase.unknownRole, status: .usage)
    }
    return role
  }

  /// Whether the region takes a name, asked before anything is sent.
  func checkName(_ name: String) throws {
    guard !name.allSatisfy(\.isWhitespace), name.utf8.count <= Team.nameBytes else {
      throw failure(
        MemberPhrase.badName, ["count": .count(Team.nameBytes)], status: .usage)
    }
  }
}
