public import Metrics
import Synchronization

/// A backend for swift-metrics that keeps counters, gauges and histograms in memory and writes
/// them as Prometheus reads them (`/metrics`, text exposition format 0.0.4).
///
/// ```swift
/// let registry = MetricRegistry(catalogue: EdgeMetrics.catalogue)
/// MetricsSystem.bootstrap(registry)
/// Counter(label: "sync.changes").increment()
/// registry.exposition()  // … sync_changes_total 1
/// ```
///
/// Names are made to fit: what Prometheus does not allow becomes `_`, counters end in `_total`
/// and timers in `_seconds`. A name belongs to the first kind of metric that uses it; used for
/// another kind it is counted nowhere, for a page that mixes kinds is refused as a whole.
///
/// Labels from outside cannot fill the memory: after ``seriesPerFamily`` series of one name all
/// further ones are counted together, as the series `overflow="true"`.
public final class MetricRegistry: Sendable {
  /// Series of one name that are kept apart.
  public static let seriesPerFamily = 256

  private let catalogue: [String: MetricDescription]
  private let families = Mutex<[String: MetricFamily]>([:])

  /// An empty registry; `catalogue` says what the metrics mean.
  public init(catalogue: [MetricDescription] = []) {
    self.catalogue = Dictionary(catalogue.map { ($0.name, $0) }) { first, _ in first }
  }

  /// All metrics as a Prometheus page: names in order, series in order of their labels.
  /// Linear in the number of series.
  public func exposition() -> String {
    let snapshot = families.withLock { families in
      families.values.map { ($0, $0.sortedSeries) }
    }
    var page = ""
    for (family, series) in snapshot.sorted(by: { $0.0.name < $1.0.name }) {
      family.write(series, to: &page)
    }
    return page
  }
}

extension MetricRegistry: MetricsFactory {
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(.counter, label, dimensions) { _ in CounterSeries() }
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(.counter, label, dimensions) { _ in CounterSeries() }
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(.gauge, label, dimensions) { _ in GaugeSeries() }
  }

  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else { return series(.gauge, label, dimensions) { _ in GaugeSeries() } }
    return series(.histogram, label, dimensions) {
      HistogramSeries(buckets: $0?.buckets ?? MetricDescription.sizeBuckets)
    }
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(.timer, label, dimensions) {
      HistogramSeries(buckets: $0?.buckets ?? MetricDescription.timeBuckets)
    }
  }

  public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    forget(handler)
  }
  public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

  private func series<Series: MetricSeries>(
    _ kind: MetricKind, _ label: String, _ dimensions: [(String, String)],
    make: (MetricDescription?) -> Series
  ) -> Series {
    let name = kind.name(for: label)
    return families.withLock { families in
      var family =
        families[name]
        ?? MetricFamily(name: name, kind: kind, help: catalogue[name]?.help)
      defer { families[name] = family }
      // Counted nowhere: this name is already that of another kind of metric.
      guard family.kind.type == kind.type else { return make(nil) }
      return family.series(MetricLabels(dimensions)) { make(catalogue[name]) }
    }
  }

  private func forget(_ handler: AnyObject) {
    families.withLock { families in
      for name in families.keys { families[name]?.forget(handler) }
    }
  }
}
