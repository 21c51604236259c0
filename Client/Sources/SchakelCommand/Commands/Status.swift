import ArgumentParser
import SchakelCore
import SchakelStore

struct Status: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "status", .status, examples: ["schakel status", "schakel status --json --fingerprint"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Flag(help: .phrase(.fingerprint)) var fingerprint = false

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let credential = try Credential.load(from: device.home)
    let status = try device.replica.status()
    let report = StatusReport(
      status: status, credential: credential,
      fingerprints: try fingerprints(of: status.spaces, on: device))
    context.answer(report, answer)
  }

  private func fingerprints(
    of spaces: [ReplicaStatus.Space], on device: Device
  ) throws -> [SpaceID: Digest] {
    guard fingerprint else { return [:] }
    var fingerprints: [SpaceID: Digest] = [:]
    for space in spaces { fingerprints[space.id] = try device.replica.fingerprint(of: space.id) }
    return fingerprints
  }
}
