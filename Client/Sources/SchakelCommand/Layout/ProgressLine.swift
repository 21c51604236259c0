/// One line on standard error that says how far long work is, and is gone afterwards, also where
/// the work fails. It shows nothing where nobody watches.
struct ProgressLine: Sendable {
  private let context: CommandContext

  init(_ context: CommandContext) { self.context = context }

  /// Shows one sentence for as long as the work takes.
  func during<Value>(
    _ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:],
    _ work: () throws -> Value
  ) rethrows -> Value {
    show(phrase, arguments)
    defer { clear() }
    return try work()
  }

  func during<Value>(
    _ phrase: some PhraseTable, _ work: () async throws -> Value
  ) async rethrows -> Value {
    show(phrase)
    defer { clear() }
    return try await work()
  }

  func show(_ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:]) {
    guard context.terminal.showsProgress else { return }
    let text = Wrapping.truncated(
      context.language(phrase, arguments), to: context.terminal.width - 1)
    // ECMA-48 §8.3.41: erase to the end of the line.
    context.output.writeError("\r\(text)\u{1b}[K")
  }

  func clear() {
    guard context.terminal.showsProgress else { return }
    context.output.writeError("\r\u{1b}[K")
  }
}
