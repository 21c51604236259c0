import ArgumentParser
import SchakelCore
import SchakelQR

/// `schakel invite`: one line, the invitation, for a coordinator.
struct Invite: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "invite", .invite,
      examples: [
        "schakel invite --role contributor --name \"Nieuwe collega\"",
        "schakel invite --space Voorbeeldwijk --role reader --person 3f2a1c0b5d6e7f80",
      ])
  }

  @OptionGroup var global: GlobalOptions
  @Option(help: .phrase(.membersSpace, value: "ID")) var space: String?
  @Option(help: .phrase(.role, value: "ROLE")) var role: String
  @Option(help: .phrase(.newPerson, value: "NAME")) var name: String?
  @Option(help: .phrase(.knownPerson, value: "PERSON")) var person: String?

  func execute(in context: CommandContext) async throws {
    let role = try context.role(typed: role)
    guard (name == nil) != (person == nil) else {
      throw context.failure(MemberPhrase.nameOrPerson, status: .usage)
    }
    if let name { try context.checkName(name) }
    let device = try Device.open(global, in: context)
    let team = try Team(device: device, space: device.space(typed: space))
    let invitee: Invitee
    if let name {
      invitee = .new(name: name)
    } else {
      invitee = .person(try team.anyone(typed: person ?? ""))
    }
    let invitation = try await team.invite(invitee, as: role)
    context.output.line(invitation.text)
    show(invitation, in: context)
  }

  /// A code for the camera of a telephone, where somebody looks.
  private func show(_ invitation: Invitation, in context: CommandContext) {
    guard context.terminal.showsCodes, let code = QRCode(Array(invitation.text.utf8)) else {
      return
    }
    guard context.terminal.width >= code.columns else {
      return context.notice(MemberPhrase.narrow, ["count": .count(code.columns)])
    }
    context.output.line()
    for line in code.lines(inColour: context.terminal.hasColour) { context.output.line(line) }
  }
}
