import ArgumentParser
import Logging
import SchakelServer
import Synchronization

/// The record of what administrators do: a line for each command that is about a region, with action,
/// object, result, origin, actor and time (BIO2 8.15.01), and neither names nor words of anybody.
struct CommandRecord {
  let context: DaemonContext

  /// Writes a command's line. What cannot be recorded is told and undoes nothing: the command is done.
  func write(_ command: any ParsableCommand, _ status: Daemon.ExitStatus) {
    guard context.trail.isDue else { return }
    let line = line(Self.name(of: type(of: command)), status)
    do {
      try context.record(line)
    } catch {
      context.printError(
        context.language.say(
          "This command could not be recorded: \(context.language.words(for: error) ?? "")",
          "Dit commando kon niet worden vastgelegd: \(context.language.words(for: error) ?? "")")
          + "\n")
    }
  }

  private func line(_ action: String, _ status: Daemon.ExitStatus) -> String {
    let line = LineKeeper()
    let logger = Logger(label: "schakeld") { _ in
      StructuredLogHandler(format: .json, level: .notice, now: context.now) { line.keep($0) }
    }
    logger.notice(
      "command",
      metadata: [
        LogKey.action: "\(action)", LogKey.object: "\(context.trail.object)",
        LogKey.result: status == .done ? "done" : "refused", LogKey.origin: "\(origin)",
        LogKey.actor: "\(context.user)",
      ])
    return line.text
  }

  /// The machine that the administrator sits at, as far as sshd says it.
  private var origin: String {
    let said = context.environment["SSH_CONNECTION"] ?? ""
    let address = said.split(separator: " ").first ?? ""
    let isAddress = address.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
      case UInt8(ascii: "."), UInt8(ascii: "%"): true
      default: false
      }
    }
    return isAddress && !address.isEmpty ? String(address) : "local"
  }

  /// The words that ask for a command, such as `device revoke`.
  static func name(of command: any ParsableCommand.Type) -> String {
    func path(_ at: any ParsableCommand.Type) -> [String]? {
      if at == command { return [at._commandName] }
      let inner = at.configuration.subcommands.lazy.compactMap { path($0) }.first
      return inner.map { [at._commandName] + $0 }
    }
    return path(Schakeld.self)?.dropFirst().joined(separator: " ") ?? command._commandName
  }
}

/// Keeps the one line that a logger writes.
private final class LineKeeper: Sendable {
  private let line = Mutex("")

  var text: String { line.withLock(\.self) }

  func keep(_ line: String) { self.line.withLock { $0 = line } }
}
