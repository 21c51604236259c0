import ArgumentParser

/// Carries out one command line.
///
///     let status = await CommandRunner.run(["status", "--json"], in: context)
public enum CommandRunner {
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit status: 0 done, 1 refused with the reason on standard error, 2 usage.
  public static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
    await Language.$ofHelp.withValue(context.language) {
      do {
        var command = try Schakel.parseAsRoot(arguments)
        guard let executable = command as? any ContextCommand else {
          try command.run()
          return 0
        }
        try await executable.execute(in: context)
        return written(in: context)
      } catch {
        return report(error, in: context)
      }
    }
  }

  /// Work whose answer was lost on the way is not done.
  private static func written(in context: CommandContext) -> Int32 {
    guard let error = context.output.failure() else { return 0 }
    let failure = context.failure(
      ErrorPhrase.outputUnwritable, ["reason": .text(context.language.reason(error))])
    context.notice("schakel: " + failure.text)
    return failure.status.rawValue
  }

  private static func report(_ error: any Error, in context: CommandContext) -> Int32 {
    if let failure = context.failure(for: error) {
      context.notice("schakel: " + failure.text)
      return failure.status.rawValue
    }
    let words = ParserWords(language: context.language)
    switch Schakel.exitCode(for: error) {
    case .success:
      let help = words.help(Schakel.fullMessage(for: error))
      context.output.line(help.replacing(/\n+$/, with: ""))
      return 0
    case .validationFailure: break
    default:
      let failure = context.failure(
        ErrorPhrase.internalError, ["reason": .text(String(describing: error))])
      context.notice("schakel: " + failure.text)
      return failure.status.rawValue
    }
    context.output.errorLine("schakel: " + words.error(Schakel.message(for: error)))
    context.output.errorLine(words.furtherHelp(Schakel.fullMessage(for: error)))
    return Failure.ExitStatus.usage.rawValue
  }
}
