import EdgeTesting
import Metrics
import Testing

@testable import SchakelServer

@Suite struct MetricTests {
  /// The page after `record` has done its counting.
  static func page(
    _ catalogue: [MetricDescription] = [], _ record: (MetricRegistry) -> Void
  ) -> String {
    let registry = MetricRegistry(catalogue: catalogue)
    record(registry)
    return registry.exposition()
  }

  @Test("a counter only grows, and is a total")
  func counters() {
    let page = Self.page { registry in
      let counter = registry.makeCounter(label: "sync.changes", dimensions: [])
      counter.increment(by: 3)
      counter.increment(by: -5)
      registry.makeCounter(label: "sync.changes", dimensions: []).increment(by: 1)
    }
    #expect(page == "# TYPE sync_changes_total counter\nsync_changes_total 4\n")
  }

  @Test("a gauge goes up and down")
  func gauges() {
    let page = Self.page { registry in
      let meter = registry.makeMeter(label: "devices", dimensions: [])
      meter.set(Int64(5))
      meter.increment(by: 2.5)
      meter.decrement(by: 1)
      registry.makeRecorder(label: "last", dimensions: [], aggregate: false).record(Int64(9))
    }
    #expect(page == "# TYPE devices gauge\ndevices 6.5\n# TYPE last gauge\nlast 9\n")
  }

  @Test("a timer is a histogram of seconds; a value on a bound falls below it")
  func timers() {
    let described = MetricDescription(
      name: "work_seconds", help: "Time\nspent \\ \"here\".", buckets: [0.5, 1])
    let page = Self.page([described]) { registry in
      let timer = registry.makeTimer(label: "work", dimensions: [("kind", "a")])
      for milliseconds: Int64 in [100, 500, 750, 2000] {
        timer.recordNanoseconds(milliseconds * 1_000_000)
      }
    }
    #expect(
      page == """
        # HELP work_seconds Time\\nspent \\\\ "here".
        # TYPE work_seconds histogram
        work_seconds_bucket{kind="a",le="0.5"} 2
        work_seconds_bucket{kind="a",le="1"} 3
        work_seconds_bucket{kind="a",le="+Inf"} 4
        work_seconds_sum{kind="a"} 3.35
        work_seconds_count{kind="a"} 4

        """)
  }

  @Test("labels are in order of their names, and escaped")
  func labels() {
    let page = Self.page { registry in
      registry.makeCounter(
        label: "x", dimensions: [("b", "say \"hi\"\\\n"), ("a-b", "é"), ("b", "again")]
      ).increment(by: 1)
    }
    #expect(page.hasSuffix("x_total{a_b=\"é\",b=\"say \\\"hi\\\"\\\\\\n\"} 1\n"))
  }

  @Test("names are made to fit", arguments: [("http.a-b", "http_a_b"), ("9a", "_9a"), ("", "_")])
  func names(label: String, name: String) {
    #expect(MetricKind.gauge.name(for: label) == name)
  }

  @Test("a name belongs to the first kind that uses it")
  func kinds() {
    let page = Self.page { registry in
      registry.makeMeter(label: "a", dimensions: []).set(Int64(1))
      registry.makeRecorder(label: "a", dimensions: [], aggregate: true).record(Int64(5))
    }
    #expect(page == "# TYPE a gauge\na 1\n")
  }

  @Test("labels from outside cannot fill the memory, and nothing goes uncounted")
  func cardinality() {
    let count = MetricRegistry.seriesPerFamily + 50
    let page = Self.page { registry in
      for number in 0..<count {
        registry.makeCounter(label: "a", dimensions: [("n", "\(number)")]).increment(by: 1)
      }
    }
    let lines = page.split(separator: "\n").dropFirst()
    #expect(lines.count == MetricRegistry.seriesPerFamily + 1)
    #expect(lines.contains("a_total{overflow=\"true\"} 50"))
  }

  @Test("what is destroyed is gone from the page")
  func destruction() {
    let page = Self.page { registry in
      let counter = Counter(
        label: "a", dimensions: [],
        handler: registry.makeCounter(label: "a", dimensions: []), factory: registry)
      counter.increment()
      counter.destroy()
    }
    #expect(page.isEmpty)
  }

  @Test("counting from many tasks loses nothing")
  func concurrency() async {
    let registry = MetricRegistry()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for number in 0..<500 {
            registry.makeCounter(label: "a", dimensions: [("n", "\(number % 3)")]).increment(by: 1)
          }
        }
      }
    }
    let sum = registry.exposition().split(separator: "\n").dropFirst()
      .compactMap { Int($0.split(separator: " ")[1]) }.reduce(0, +)
    #expect(sum == 4000)
  }
}
