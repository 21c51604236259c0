import ArgumentParser
import Foundation

/// `schakeld` as a function: arguments and a world in, an exit code out.
///
/// 0 is done; 1 is refused, with the reason on standard error; 2 is a command line that cannot
/// be understood.
public enum Daemon {
  /// The exit codes, which scripts rely on.
  public enum ExitStatus: Int32, Sendable {
    /// What was asked is done.
    case done = 0
    /// It is not; standard error says why.
    case refused = 1
    /// The command line makes no sense.
    case usage = 2
  }

  /// Runs the command that `arguments`, without the program's name, ask for.
  public static func run(
    _ arguments: [String], in context: DaemonContext = .process
  ) async -> ExitStatus {
    await Language.$ofHelp.withValue(context.language) {
      do {
        var command = try Schakeld.parseAsRoot(arguments)
        if let command = command as? any DaemonCommand {
          return await run(command, in: context)
        }
        // Help and version, which ArgumentParser brings along.
        try command.run()
        return .done
      } catch {
        return report(error, in: context)
      }
    }
  }

  /// Runs a command, and records what came of it.
  private static func run(
    _ command: any DaemonCommand, in context: DaemonContext
  ) async -> ExitStatus {
    var context = context
    context.trail = CommandTrail()
    let status: ExitStatus
    do {
      try await command.run(in: context)
      status = .done
    } catch {
      status = report(error, in: context)
    }
    CommandRecord(context: context).write(command, status)
    return status
  }

  private static func report(_ error: any Error, in context: DaemonContext) -> ExitStatus {
    let language = context.language
    if let words = language.words(for: error) { return refuse(words, in: context) }
    let text = ParserWords(language: language).translated(Schakeld.fullMessage(for: error))
    switch Schakeld.exitCode(for: error) {
    case .success:
      context.print(text)
      return .done
    case .validationFailure:
      context.printError(text + "\n")
      return .usage
    default: return refuse(language.odd(String(describing: error)), in: context)
    }
  }

  private static func refuse(_ words: String, in context: DaemonContext) -> ExitStatus {
    context.printError(context.language.say("Error: ", "Fout: ") + words + "\n")
    return .refused
  }

  /// Ends the process.
  public static func exit(with status: ExitStatus) -> Never {
    Foundation.exit(status.rawValue)
  }
}
