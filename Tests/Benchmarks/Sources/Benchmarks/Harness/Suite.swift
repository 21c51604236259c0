import Foundation

/// All benchmarks, and how their figures are printed.
public enum Suite {
  public static let all: [Benchmark] = [
    Benchmark.localWrites, [.indexing, .searching, .diskUse],
    [.applying], Benchmark.joining, [.textMerging, .wireSize],
    [.recording, .auditing], [.growth, .crowded],
    [.transfer, .ingest, .firstSync, .idleSync, .noisyNeighbour, .allToAll, .largeRegion],
  ].flatMap(\.self)

  /// Those whose name contains one of the words; all where there is none.
  public static func named(_ words: [String]) -> [Benchmark] {
    guard !words.isEmpty else { return all }
    return all.filter { benchmark in words.contains { benchmark.name.contains($0) } }
  }

  /// Runs them one after another.
  public static func report(_ benchmarks: [Benchmark], _ bench: Bench) async -> Report {
    var figures: [Figure] = []
    for benchmark in benchmarks {
      bench.progress(benchmark.name)
      let begin = ContinuousClock.now
      figures += await benchmark.figures(bench)
      bench.progress("  \((ContinuousClock.now - begin).seconds.rounded(digits: 2).short) s")
    }
    return Report(scale: bench.scale, figures: figures)
  }
}
