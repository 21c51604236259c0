import Benchmarks
import Testing

@Suite("Every benchmark runs")
struct SmokeTests {
  @Test("each benchmark gives its figures at the smallest scale", arguments: Suite.all)
  func runs(_ benchmark: Benchmark) async throws {
    let figures = await benchmark.figures(try Bench(scale: .smoke))
    #expect(!figures.isEmpty)
    for figure in figures { #expect(figure.value != nil, "\(figure.name): \(figure.note ?? "")") }
  }
}
