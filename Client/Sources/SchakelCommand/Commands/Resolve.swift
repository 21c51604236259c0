import ArgumentParser
import SchakelCore
import SchakelJSON
import SchakelStore

struct Resolve: ContextCommand {
  static var configuration: CommandConfiguration {
    .command(
      "resolve", .resolve,
      examples: [
        "schakel resolve 3f2a1c --field title --keep 2 --reason \"zo heet het hier\"",
        "schakel resolve 3f2a1c --field body --keep-all --reason \"allebei waar\"",
      ])
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @Option(help: .phrase(.field, value: "FIELD")) var field: String
  @Option(help: .phrase(.keep, value: "NUMBER")) var keep: String?
  @Option(parsing: .unconditional, help: .phrase(.value, value: "VALUE")) var value: String?
  @Flag(help: .phrase(.keepAll)) var keepAll = false
  @Option(help: .phrase(.why, value: "TEXT")) var reason: String
  @Argument(help: .phrase(.documentID)) var document: String

  func execute(in context: CommandContext) async throws {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw context.failure(ErrorPhrase.needsReason, status: .usage)
    }
    let device = try Device.open(global, in: context)
    let document = try device.known(document)
    let name = Name(field)
    guard let conflict = document.conflicts.first(where: { $0.name == name }) else {
      throw context.failure(
        ErrorPhrase.noChoice,
        [
          "field": .text(field),
          "fields": .text(document.conflicts.map(\.name.text).joined(separator: ", ")),
        ])
    }
    try device.replica.resolve(
      document.id, name, try settlement(of: conflict, in: document, device), reason: reason)
    let shown = try device.replica.document(document.id)?[name]?.value
    context.answer(
      ChangeReport(document: document, done: .settled, settled: (field: name, value: shown)), answer
    )
  }

  private func settlement(
    of conflict: DocumentField, in document: Document, _ device: Device
  ) throws -> Settlement {
    switch (keep, value, keepAll) {
    case (let keep?, nil, false):
      guard let version = Self.version(keep, of: conflict) else {
        throw device.context.failure(
          ErrorPhrase.noVersion,
          ["field": .text(field), "count": .count(conflict.versions.count)], status: .usage)
      }
      return .keep(version.dot, index: version.index)
    case (nil, let value?, false):
      guard !value.isEmpty else { return .clear }
      let definition = Kind.named(document.kind)?.field(conflict.name)
      let typing = Typing(device: device, areaYear: nil)
      return .write(try definition.map { try typing.value(value, of: $0) } ?? Value(value))
    case (nil, nil, true): return .keepAll
    default: throw device.context.failure(ErrorPhrase.oneChoice, status: .usage)
    }
  }

  /// By its number in the list that people see, or by the change that brought it.
  private static func version(_ text: String, of conflict: DocumentField) -> FieldVersion? {
    if let number = Int(text) {
      return conflict.versions.indices.contains(number - 1) ? conflict.versions[number - 1] : nil
    }
    return conflict.versions.first { $0.dot.text == text }
  }
}
