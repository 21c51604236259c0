import ArgumentParser
import SchakelCore

struct Enrol: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "enrol", .enrol,
      examples: [
        "schakel enrol schakel:1:ucq…", "schakel enrol schakel:1:ucq… --device \"Telefoon Anna\"",
        "schakel enrol schakel:1:ucq… --ca gemeente.pem",
      ])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.device, value: "NAME")) var device: String?
  @Option(help: .phrase(.authority, value: "FILE")) var ca: String?
  @Argument(help: .phrase(.invitation)) var invitation: [String]

  /// The words of an invitation that a mail program broke over lines belong together.
  func execute(in context: CommandContext) async throws {
    let invitation = try Invitation(text: invitation.joined())
    let device = try Device.open(global, in: context, making: true)
    var enrolment = Enrolling(device: device, name: self.device ?? context.deviceName)
    enrolment.named = try ca.map { try RememberedAuthority.read($0, in: context) }
    context.answer(try await enrolment.run(invitation), answer)
  }
}
