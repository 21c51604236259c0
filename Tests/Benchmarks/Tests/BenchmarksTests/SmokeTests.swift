import AppCryptography
import Benchmarks
import Foundation
import Testing

@Suite("Every benchmark runs")
struct SmokeTests {
  /// The daemon's binary, which this package does not build: a debug build will do.
  static let daemon = ProcessInfo.processInfo.environment["BENCH_SCHAKELD"]

  @Test(
    "each benchmark gives its figures at the smallest scale",
    arguments: Suite.all.filter { daemon != nil || !$0.needsDaemon })
  func runs(_ benchmark: Benchmark) async throws {
    let figures = await benchmark.figures(
      try Bench(scale: .smoke, cryptography: .app, daemon: Self.daemon))
    #expect(!figures.isEmpty)
    for figure in figures { #expect(figure.value != nil, "\(figure.name): \(figure.note ?? "")") }
  }

  @Test("each hot path that is counted does its work", arguments: HotPath.all)
  func counts(_ path: HotPath) async throws {
    #expect(try await path.count(try Bench(scale: .smoke, cryptography: .standIn)) > 0)
  }
}
