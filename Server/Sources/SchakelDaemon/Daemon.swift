import ArgumentParser
import Foundation

/// `schakeld` as a function: arguments and a world in, an exit code out.
///
/// 0 is done; 1 is refused, with the reason on standard error; 2 is a command line that cannot
/// be understood.
public enum Daemon {
  /// The exit codes, which scripts rely on.
  public enum ExitStatus: Int32, Sendable {
    case done = 0
    case refused = 1
    case usage = 2
  }

  /// Runs the command that `arguments`, without the program's name, ask for.
  public static func run(
    _ arguments: [String], in context: DaemonContext = .process
  ) async -> ExitStatus {
    do {
      var command = try Schakeld.parseAsRoot(arguments)
      if let command = command as? any DaemonCommand {
        try await command.run(in: context)
      } else {
        // Help and version, which ArgumentParser brings along.
        try command.run()
      }
      return .done
    } catch {
      return report(error, in: context)
    }
  }

  private static func report(_ error: any Error, in context: DaemonContext) -> ExitStatus {
    let text = Schakeld.fullMessage(for: error)
    switch Schakeld.exitCode(for: error) {
    case .success:
      context.print(text)
      return .done
    case .validationFailure:
      context.printError(text + "\n")
      return .usage
    default:
      context.printError(refusal(text, context.language) + "\n")
      return .refused
    }
  }

  /// The sentence behind the word for an error, in the reader's language.
  private static func refusal(_ text: String, _ language: Language) -> String {
    let prefix = "Error: "
    guard text.hasPrefix(prefix) else { return text }
    return language.say(prefix, "Fout: ") + text.dropFirst(prefix.count)
  }

  /// Ends the process.
  public static func exit(with status: ExitStatus) -> Never {
    Foundation.exit(status.rawValue)
  }
}
