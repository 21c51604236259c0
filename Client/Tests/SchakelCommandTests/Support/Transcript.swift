import Foundation
import SchakelCommand
import Testing

/// What a person typed and saw, kept beside the tests and compared word for word.
///
/// `SCHAKEL_RECORD=1 swift test` writes the files anew; read them before you keep them.
struct Transcript {
  private(set) var text = ""
  /// What stands for a part that differs from run to run, such as a folder's path.
  private var masks: [(find: String, show: String)] = []

  mutating func mask(_ find: String, as show: String) { masks.append((find: find, show: show)) }

  /// A line with a path in it must not be broken where the path is longer elsewhere.
  private static let unbroken = 1_000

  /// Types a command and writes down what came of it.
  @discardableResult
  mutating func type(
    _ arguments: String..., on device: TestDevice, input: String = "", width: Int? = nil
  ) async -> TestDevice.Outcome {
    await type(arguments, on: device, input: input, width: width)
  }

  @discardableResult
  mutating func type(
    _ arguments: [String], on device: TestDevice, input: String = "", width: Int? = nil
  ) async -> TestDevice.Outcome {
    let outcome = await device.run(
      arguments, input: input, width: width ?? (masks.isEmpty ? 80 : Self.unbroken))
    note(outcome, of: arguments, width)
    return outcome
  }

  /// Writes down what came of a command.
  mutating func note(_ outcome: TestDevice.Outcome, of arguments: [String], _ width: Int? = nil) {
    let typed = (width.map { ["COLUMNS=\($0)"] } ?? []) + ["schakel"] + arguments
    let line = typed.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
    text += "$ \(line)\n" + outcome.out
    text += outcome.err.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { "! \($0)\n" }.joined()
    if outcome.status != 0 { text += "exit status \(outcome.status)\n" }
    text += "\n"
  }

  /// Writes down lines that came in another way.
  mutating func note(_ lines: [String]) { text += lines.map { $0 + "\n" }.joined() }

  /// Compares with the file of this name.
  func expect(_ name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let masked = masks.reduce(text) { $0.replacing($1.find, with: $1.show) }
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["SCHAKEL_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(masked.utf8).write(to: file)
    }
    let kept = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(masked == kept, "\(name)", sourceLocation: location)
  }
}
