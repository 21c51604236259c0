import ArgumentParser

/// A command that can be carried out: thin, it reads its arguments and leaves the work to the
/// library.
protocol ContextCommand: ParsableCommand {
  func execute(in context: CommandContext) async throws
}
