import ArgumentParser
import SchakelCore
import SchakelStore

struct Status: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "status", .status,
      examples: ["schakel status", "schakel status --json --fingerprint", "schakel status --check"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Flag(help: .phrase(.fingerprint)) var fingerprint = false
  @Flag(help: .phrase(.check)) var check = false

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let credential = try device.credentialIfEnrolled()
    let status = try device.replica.status()
    let report = StatusReport(
      status: status, credential: credential, notices: try device.replica.notices(),
      pastChanges: try device.replica.pastChanges(),
      fingerprints: try fingerprints(of: status.spaces, on: device),
      check: try await checked(device))
    context.answer(report, answer)
    // A program that looks does not take the news from the person. Where it cannot be noted that they
    // were shown, they are shown again.
    if !answer.asJSON { try? device.replica.markSeen(report.notices) }
    if case .damaged = report.check {
      throw context.failure(ErrorPhrase.damaged, ["home": .text(device.home)])
    }
  }

  private func checked(_ device: Device) async throws -> CheckReport? {
    guard check else { return nil }
    return try await ProgressLine(device.context).during(ProgressPhrase.checking) {
      try await device.replica.checkFile(.full)
    }
  }

  private func fingerprints(
    of spaces: [ReplicaStatus.Space], on device: Device
  ) throws -> [SpaceID: Digest] {
    guard fingerprint else { return [:] }
    var fingerprints: [SpaceID: Digest] = [:]
    for space in spaces {
      fingerprints[space.id] = try ProgressLine(device.context).during(
        ProgressPhrase.fingerprint, ["space": .text(space.name)]
      ) { try device.replica.fingerprint(of: space.id) }
    }
    return fingerprints
  }
}
