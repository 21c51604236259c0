import Foundation

/// All benchmarks, and how their figures are printed.
public enum Suite {
  public static let all: [Benchmark] =
    Benchmark.localWrites + [Benchmark.applying] + Benchmark.joining

  /// Those whose name contains one of the words; all where there is none.
  public static func named(_ words: [String]) -> [Benchmark] {
    guard !words.isEmpty else { return all }
    return all.filter { benchmark in words.contains { benchmark.name.contains($0) } }
  }

  /// Everything that a run prints: one JSON object.
  struct Report: Encodable {
    let scale: String
    let runs: Int
    let system: String
    let processors: Int
    let figures: [Figure]
  }

  /// Runs them one after another. The JSON ends with a line feed.
  public static func report(_ benchmarks: [Benchmark], _ bench: Bench) async throws -> String {
    var figures: [Figure] = []
    for benchmark in benchmarks {
      let begin = ContinuousClock.now
      let found = await benchmark.figures(bench)
      let took = (ContinuousClock.now - begin).seconds
      figures += found
      bench.progress("\(benchmark.name): \(took.rounded(digits: 3)) s")
      for figure in found { bench.progress("  " + figure.line) }
    }
    let report = Report(
      scale: bench.scale.rawValue, runs: bench.scale.runs,
      system: ProcessInfo.processInfo.operatingSystemVersionString,
      processors: ProcessInfo.processInfo.activeProcessorCount, figures: figures)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
  }
}

extension Figure {
  /// The figure for a person.
  var line: String {
    guard let value else { return "\(name): \(note ?? "not measured")" }
    var line = "\(name): \(value.rounded(digits: 4)) \(unit)"
    if let baseline { line += ", baseline \(baseline.rounded(digits: 4))" }
    if let ratio { line += ", ratio \(ratio.rounded(digits: 3))" }
    if let target { line += ", target \(target.text)" }
    if let met { line += met ? ", met" : ", NOT met" }
    return line
  }
}
