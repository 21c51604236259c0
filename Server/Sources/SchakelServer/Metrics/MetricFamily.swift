/// The kinds of metric swift-metrics knows, and what each is to Prometheus.
enum MetricKind {
  case counter, gauge, histogram, timer

  var type: String {
    switch self {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram, .timer: "histogram"
    }
  }

  private var suffix: String {
    switch self {
    case .counter: "_total"
    case .timer: "_seconds"
    case .gauge, .histogram: ""
    }
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`, ending as the kind wants it.
  func name(for label: String) -> String {
    let name = prometheusName(label, allowingColon: true)
    return name.hasSuffix(suffix) ? name : name + suffix
  }
}

/// All series of one name.
struct MetricFamily {
  let name: String
  let kind: MetricKind
  let help: String?
  private var series: [MetricLabels: any MetricSeries] = [:]

  init(name: String, kind: MetricKind, help: String?) {
    self.name = name
    self.kind = kind
    self.help = help
  }

  var sortedSeries: [(MetricLabels, any MetricSeries)] {
    series.sorted { $0.key.text < $1.key.text }
  }

  mutating func series<Series: MetricSeries>(
    _ labels: MetricLabels, make: () -> Series
  ) -> Series {
    let isNew = series[labels] == nil
    let isFull = series.count >= MetricRegistry.seriesPerFamily
    let labels = isNew && isFull ? .overflow : labels
    if let known = series[labels] {
      return known as? Series ?? make()
    }
    let made = make()
    series[labels] = made
    return made
  }

  mutating func forget(_ handler: AnyObject) {
    series = series.filter { $0.value !== handler }
  }

  func write(_ series: [(MetricLabels, any MetricSeries)], to page: inout String) {
    guard !series.isEmpty else { return }
    if let help { page += "# HELP \(name) \(escaped(help))\n" }
    page += "# TYPE \(name) \(kind.type)\n"
    for (labels, values) in series {
      values.write(name, labels, to: &page)
    }
  }

  /// HELP text: backslash and line feed are escaped, quotes are not.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined()
  }
}

func prometheusName(_ label: String, allowingColon: Bool) -> String {
  let name = label.utf8.map { byte -> UInt8 in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte
    case UInt8(ascii: ":") where allowingColon: byte
    default: UInt8(ascii: "_")
    }
  }
  let text = String(decoding: name, as: UTF8.self)
  return text.first.map(\.isNumber) ?? true ? "_" + text : text
}
