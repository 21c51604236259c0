public import Metrics

/// The metrics of the HTTP edge.
public struct EdgeMetrics: Sendable {
  private let factory: any MetricsFactory
  private let active: Meter

  /// Metrics that are kept by `factory`.
  public init(factory: any MetricsFactory) {
    self.factory = factory
    active = Meter(
      label: Self.activeName, dimensions: [],
      handler: factory.makeMeter(label: Self.activeName, dimensions: []), factory: factory)
  }

  private static let activeName = "http_server_active_requests"
  private static let durationName = "http_server_request_duration_seconds"
  private static let refusalName = "http_server_refused_connections_total"

  /// What they mean, for ``MetricRegistry``.
  public static let catalogue = [
    MetricDescription(name: activeName, help: "Requests being handled."),
    MetricDescription(
      name: durationName, help: "Time from a request's header to its answer, by route."),
    MetricDescription(
      name: refusalName, help: "Requests refused before a handler saw them whole, by problem."),
  ]

  func began() { active.increment() }

  func ended(method: String, route: String, status: Int, after time: Duration) {
    active.decrement()
    let (seconds, attoseconds) = time.components
    factory.makeTimer(
      label: Self.durationName,
      dimensions: [("method", method), ("route", route), ("status", String(status))]
    ).recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  func refused(_ kind: ProblemKind) {
    factory.makeCounter(label: Self.refusalName, dimensions: [("problem", kind.rawValue)])
      .increment(by: 1)
  }
}
