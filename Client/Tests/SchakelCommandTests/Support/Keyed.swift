import Foundation
import SchakelCommand
import SchakelCore
import Synchronization

/// A device at whose terminal somebody answers when a passphrase is asked for, with a folder for the
/// keys that are left.
struct Keyed {
  let device: TestDevice
  let keys: String
  /// What was to go on after a command.
  let leftBehind = LeftBehind()

  init(_ device: TestDevice, folder: String) {
    self.device = device
    keys = folder + "/keys"
    try? FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
  }

  /// - Parameter answers: in the order in which they are asked for; then nobody answers.
  func context(_ answers: [String]) -> CommandContext {
    var context = device.context()
    let keys = keys
    let source = Answers(answers: answers)
    context.askPassphrase = { _ in source.next() }
    context.keyFolder = { keys }
    let leftBehind = leftBehind
    context.leaveBehind = { leftBehind.add($0) }
    // Scrypt's work is not what is tested, and a debug build takes long over it.
    context.passphraseCost = {
      ScryptCost(logRounds: 10, blockSize: 8, parallelism: 1, salt: $0)
    }
    return context
  }

  func run(_ arguments: [String], _ answers: [String] = []) async -> TestDevice.Outcome {
    await device.run(arguments, in: context(answers))
  }

  func type(
    _ arguments: [String], answering answers: [String] = [], to transcript: inout Transcript
  ) async {
    transcript.note(await run(arguments, answers), of: arguments)
  }
}

private final class Answers: Sendable {
  private let left: Mutex<[String]>

  init(answers: [String]) { left = Mutex(answers) }

  func next() -> String? { left.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

final class LeftBehind: Sendable {
  private let commands = Mutex<[[String]]>([])

  var all: [[String]] { commands.withLock { $0 } }

  func add(_ arguments: [String]) { commands.withLock { $0.append(arguments) } }
}
