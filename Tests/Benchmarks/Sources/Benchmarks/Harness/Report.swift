import Foundation

/// Everything that a run prints: one JSON object, and a table for people.
public struct Report: Encodable, Sendable {
  let scale: String
  let runs: Int
  let system: String
  let processors: Int
  public let figures: [Figure]

  init(scale: Scale, figures: [Figure]) {
    self.scale = scale.rawValue
    runs = scale.runs
    let info = ProcessInfo.processInfo
    system = info.operatingSystemVersionString
    processors = info.activeProcessorCount
    self.figures = figures
  }

  /// Ends with a line feed.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// What could not be measured.
  var missing: [Figure] { figures.filter { $0.value == nil } }
  /// What was measured and is not as it should be.
  var missed: [Figure] { figures.filter { $0.value != nil && $0.met == false } }

  /// What a process that measured these ends with: 1 where something could not be measured, and,
  /// where `strict`, where a target was missed.
  func exitCode(strict: Bool) -> Int32 {
    missing.isEmpty && (!strict || missed.isEmpty) ? 0 : 1
  }
}
