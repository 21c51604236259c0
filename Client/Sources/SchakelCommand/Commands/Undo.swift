import ArgumentParser
import SchakelCore
import SchakelStore

struct Undo: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "undo", .undo,
      examples: ["schakel undo 3f2a1c", "schakel undo 3f2a1c --reason \"toch niet\""])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.reason, value: "TEXT")) var reason: String?
  @Argument(help: .phrase(.documentID)) var document: String

  /// Takes back what was done last.
  func execute(in context: CommandContext) async throws {
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    let id = document.id.text
    guard document.space != nil else {
      throw context.failure(ErrorPhrase.nothingToUndo, ["id": .text(id)])
    }
    let history = try device.replica.history(document.id)
    guard let last = history.items.first(where: { $0.refusal == nil }), last.kind == nil else {
      let isKnown = history.isComplete || !history.items.isEmpty
      throw context.failure(
        isKnown ? ErrorPhrase.nothingToUndo : .needsHistory, ["id": .text(id)])
    }
    guard !last.steps.contains(where: { $0.field == .lifecycle }) else {
      throw context.failure(ErrorPhrase.undoLifecycle, ["id": .text(id)])
    }
    do throws(ReplicaError) {
      try device.replica.revert(document.id, last.dot, reason: reason)
    } catch {
      // A device that began from states has no history of its own.
      guard error.code == .unknownDocument else { throw error }
      throw context.failure(ErrorPhrase.needsHistory, ["id": .text(id)])
    }
    context.answer(ChangeReport(document: document, done: .undone), answer)
  }
}
