/// What a metric means, and how finely a histogram tells.
public struct MetricDescription: Sendable {
  /// The name as Prometheus sees it.
  public let name: String
  /// One line for the page's HELP.
  public let help: String
  /// Upper bounds of a histogram's buckets, ascending; nil for the usual ones.
  public let buckets: [Double]?

  /// A description of `name`.
  public init(name: String, help: String, buckets: [Double]? = nil) {
    self.name = name
    self.help = help
    self.buckets = buckets
  }

  /// Seconds: from a millisecond to half a minute.
  public static let timeBuckets = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]

  /// Anything counted: powers of ten.
  public static let sizeBuckets: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]
}
