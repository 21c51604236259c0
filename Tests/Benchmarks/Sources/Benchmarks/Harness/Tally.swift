/// What runs measured, by name. The median of the runs counts.
struct Tally {
  private var values: [String: [Double]] = [:]

  mutating func add(_ name: String, _ value: Double) {
    values[name, default: []].append(value)
  }

  /// Adds the medians of what was measured within one run.
  mutating func add(_ run: Tally) {
    for (name, values) in run.values { add(name, values.median) }
  }

  /// The median; nil where nothing was measured.
  subscript(name: String) -> Double? { values[name]?.median }
}

extension [Double] {
  /// The middle one; of an even number, the mean of the two in the middle.
  var median: Double {
    let ordered = sorted()
    guard let last = ordered.indices.last else { return .nan }
    return (ordered[last / 2] + ordered[(last + 1) / 2]) / 2
  }

  /// The value that a share of all is at most.
  func percentile(_ share: Double) -> Double {
    let ordered = sorted()
    guard !ordered.isEmpty else { return .nan }
    let place = Int((Double(ordered.count) * share).rounded(.up)) - 1
    return ordered[Swift.min(Swift.max(place, 0), ordered.count - 1)]
  }
}
