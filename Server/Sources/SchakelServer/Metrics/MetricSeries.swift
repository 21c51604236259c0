import Metrics
import Synchronization

/// One line, or for a histogram one block, of the page.
protocol MetricSeries: AnyObject, Sendable {
  func write(_ name: String, _ labels: MetricLabels, to page: inout String)
}

/// A value that only grows.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
  private let value = Mutex(0.0)

  func increment(by amount: Int64) { increment(by: Double(amount)) }

  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    value.withLock { $0 += amount }
  }

  func reset() { value.withLock { $0 = 0 } }

  func write(_ name: String, _ labels: MetricLabels, to page: inout String) {
    page += "\(name)\(labels.braced()) \(prometheusNumber(value.withLock { $0 }))\n"
  }
}

/// A value that goes up and down.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
  private let value = Mutex(0.0)

  func set(_ new: Int64) { set(Double(new)) }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(Double(new)) }
  func record(_ new: Double) { set(new) }

  func write(_ name: String, _ labels: MetricLabels, to page: inout String) {
    page += "\(name)\(labels.braced()) \(prometheusNumber(value.withLock { $0 }))\n"
  }
}

/// How often values fell below each of a few bounds, and their sum. Times are in seconds.
final class HistogramSeries: MetricSeries, TimerHandler, RecorderHandler {
  private struct Tally {
    /// Per bucket, not yet added up; the last one is what lies above all bounds.
    var counts: [Int]
    var sum = 0.0
  }

  private let buckets: [Double]
  private let tally: Mutex<Tally>

  init(buckets: [Double]) {
    self.buckets = buckets
    tally = Mutex(Tally(counts: Array(repeating: 0, count: buckets.count + 1)))
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let index = buckets.firstIndex { value <= $0 } ?? buckets.count
    tally.withLock {
      $0.counts[index] += 1
      $0.sum += value
    }
  }

  func write(_ name: String, _ labels: MetricLabels, to page: inout String) {
    let tally = tally.withLock { $0 }
    var total = 0
    for (bound, count) in zip(buckets + [.infinity], tally.counts) {
      total += count
      let bucket = labels.braced(adding: "le=\"\(prometheusNumber(bound))\"")
      page += "\(name)_bucket\(bucket) \(total)\n"
    }
    page += "\(name)_sum\(labels.braced()) \(prometheusNumber(tally.sum))\n"
    page += "\(name)_count\(labels.braced()) \(total)\n"
  }
}

func prometheusNumber(_ value: Double) -> String {
  if value == .infinity { return "+Inf" }
  if value == -.infinity { return "-Inf" }
  if value.isNaN { return "NaN" }
  return Int64(exactly: value).map(String.init) ?? "\(value)"
}
