import ArgumentParser
import SchakelCore
import SchakelStore

struct Share: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "share", .share, examples: ["schakel share 3f2a1c", "schakel share 3f2a1c --space West"])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.space, value: "ID")) var space: String?
  @Argument(help: .phrase(.draftID)) var draft: String

  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let id = try device.document(typed: draft)
    let space = try device.space(typed: space)
    guard let document = try device.replica.document(id) else {
      return context.answer(try shareKept(id, to: space, on: device), answer)
    }
    guard document.space?.id != space.id else {
      throw context.failure(ErrorPhrase.alreadyShared, ["space": .text(space.name)])
    }
    let shared = try device.replica.share(document.id, in: space.id)
    let report = ChangeReport(
      document: document, done: document.space == nil ? .shared : .copied, id: shared,
      space: space)
    context.answer(report, answer)
  }

  /// What was kept of a group that the person left.
  private func shareKept(
    _ id: DocumentID, to space: Membership, on device: Device
  ) throws -> ChangeReport {
    guard try device.replica.keptContributions().contains(where: { $0.id == id }),
      let copy = try device.replica.document(device.replica.share(id, in: space.id))
    else { throw device.context.failure(ErrorPhrase.unknownDocument, ["id": .text(draft)]) }
    return ChangeReport(document: copy, done: .copied, space: space)
  }
}
