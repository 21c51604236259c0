import Testing

@testable import Benchmarks

@Suite("What a figure says")
struct FigureTests {
  @Test(
    "a target is met on its edge and missed beyond",
    arguments: [
      (Figure.Target.atMost(2), 2.0, 1.0, true), (.atMost(2), 2.01, 1, false),
      (.atLeast(2), 2, 1, true), (.atLeast(2), 1.99, 1, false),
      (.ratioAtMost(1.5), 3, 2, true), (.ratioAtMost(1.5), 3.01, 2, false),
      (.ratioAtLeast(0.5), 1, 2, true), (.ratioAtLeast(0.5), 0.9, 2, false),
      (.ratioWithin(0.25), 5, 4, true), (.ratioWithin(0.25), 5.1, 4, false),
      (.ratioWithin(0.25), 4, 5, true), (.ratioWithin(0.25), 3.9, 5, false),
    ])
  func targets(_ target: Figure.Target, _ value: Double, _ baseline: Double, _ met: Bool) {
    #expect(Figure("f", value, "us", baseline: baseline, target: target).met == met)
  }

  @Test("what was not measured has not met its target")
  func notMeasured() {
    #expect(Figure("f", nil, "us", baseline: 1, target: .ratioAtMost(2)).met == nil)
    #expect(
      Report(scale: .quick, figures: [.missing("f", "us", why: "w")]).exitCode(strict: false) == 1)
  }

  @Test("a missed target is shown, and fails a strict run alone")
  func missed() {
    let report = Report(scale: .quick, figures: [Figure("f", 3, "us", target: .atMost(2))])
    #expect(report.table.contains { $0.hasPrefix("f ") && $0.hasSuffix("MISSED") })
    #expect(report.exitCode(strict: false) == 0)
    #expect(report.exitCode(strict: true) == 1)
  }

  @Test("every key is there, and numbers keep their leading digits")
  func keys() throws {
    let figure = Figure("f", 1234.5678, "us", target: .atMost(2))
    let json = try Report(scale: .quick, figures: [figure]).json()
    for line in ["\"baseline\" : null", "\"ratio\" : null", "\"met\" : false"] {
      #expect(json.contains(line))
    }
    #expect(json.contains("1234.6"))
  }

  @Test("the median is in the middle, and a percentile is a value that was measured")
  func medians() {
    #expect([3.0, 1, 2].median == 2)
    #expect([4.0, 1, 2, 3].median == 2.5)
    #expect((1...100).map(Double.init).percentile(0.95) == 95)
  }
}
