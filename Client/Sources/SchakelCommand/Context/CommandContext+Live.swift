import Foundation
import SchakelCore
import SchakelKeys
import Synchronization

extension CommandContext {
  /// The world as this process finds it.
  public static func live() -> CommandContext {
    let environment = ProcessInfo.processInfo.environment
    let now: @Sendable () -> UInt64 = { UInt64(max(0, Date().timeIntervalSince1970) * 1_000) }
    var context = CommandContext(
      environment: environment, output: .standard, terminal: .current(environment),
      language: Language(environment: environment), timeZone: .current,
      now: now,
      random: { .random(in: .min ... .max) }, hashing: .crypto,
      sleep: { try await Task.sleep(for: .milliseconds($0)) },
      deviceName: ProcessInfo.processInfo.hostName, input: standardInput,
      network: HTTPNetwork(
        agent: "schakel/\(Schakel.version)", environment: environment, now: now))
    context.askPassphrase = { TerminalPassphrase.ask($0) }
    context.keyFolder = { MemoryFolder.current(environment) }
    context.leaveBehind = { ProcessLeftBehind.start($0) }
    return context
  }

  private static let standardInput: @Sendable () -> [UInt8] = {
    // What cannot be read is as good as the end; nothing was taken for done on its account.
    let piece = try? FileHandle.standardInput.read(upToCount: InputFile.pieceBytes)
    return piece.map { Array($0) } ?? []
  }
}

extension Output {
  /// Standard output and standard error, written at once, so that a reader at the other end of a
  /// pipe sees each line when it is said.
  static let standard: Output = {
    let output = StandardOutput()
    return Output(
      write: { output.write($0) },
      // Where not even the reason can be written, the exit status is all there is.
      writeError: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
      failure: { output.failure })
  }()
}

/// Standard output. What cannot be written is noticed at the first failure, and no more tried:
/// an export to a full disk must not pass for a whole one.
private final class StandardOutput: Sendable {
  private let failed = Mutex<(any Error)?>(nil)

  var failure: (any Error)? { failed.withLock { $0 } }

  func write(_ text: String) {
    failed.withLock { failure in
      guard failure == nil else { return }
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      } catch {
        failure = error
      }
    }
  }
}
