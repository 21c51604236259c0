/// One measured figure, as `make bench` prints it.
public struct Figure: Encodable, Sendable {
  /// What a figure should be.
  public enum Target: Sendable {
    case atMost(Double)
    case atLeast(Double)
    /// The value, divided by its baseline.
    case ratioAtMost(Double)
    /// The value, divided by its baseline.
    case ratioAtLeast(Double)
    /// The value, divided by its baseline, lies within this share of one.
    case ratioWithin(Double)
  }

  public let name: String
  /// nil where it could not be measured; ``note`` then says why.
  public let value: Double?
  public let unit: String
  /// What it is compared with, in the same unit.
  public let baseline: Double?
  public let target: Target?
  /// What the baseline is, or what else has to be known to read the figure.
  public let note: String?

  public init(
    _ name: String, _ value: Double?, _ unit: String, baseline: Double? = nil,
    target: Target? = nil, note: String? = nil
  ) {
    self.name = name
    self.value = value
    self.unit = unit
    self.baseline = baseline
    self.target = target
    self.note = note
  }

  /// One that could not be measured.
  public static func missing(_ name: String, _ unit: String, why: String) -> Figure {
    Figure(name, nil, unit, note: "not measured: \(why)")
  }

  public var ratio: Double? {
    guard let value, let baseline, baseline > 0 else { return nil }
    return value / baseline
  }

  /// nil where there is no target, or nothing to hold against it.
  public var met: Bool? {
    guard let target else { return nil }
    switch target {
    case .atMost(let most): return value.map { $0 <= most }
    case .atLeast(let least): return value.map { $0 >= least }
    case .ratioAtMost(let most): return ratio.map { $0 <= most }
    case .ratioAtLeast(let least): return ratio.map { $0 >= least }
    case .ratioWithin(let share): return ratio.map { $0 <= 1 + share && $0 >= 1 / (1 + share) }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case name, value, unit, baseline, ratio, target, met, note
  }

  /// Every key but the note is always there, so that a reader need not ask.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value?.rounded(digits: 5), forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(baseline?.rounded(digits: 5), forKey: .baseline)
    try container.encode(ratio?.rounded(digits: 4), forKey: .ratio)
    try container.encode(target?.text, forKey: .target)
    try container.encode(met, forKey: .met)
    try container.encodeIfPresent(note, forKey: .note)
  }
}

extension Figure.Target {
  var text: String {
    switch self {
    case .atMost(let most): "value <= \(most.short)"
    case .atLeast(let least): "value >= \(least.short)"
    case .ratioAtMost(let most): "ratio <= \(most.short)"
    case .ratioAtLeast(let least): "ratio >= \(least.rounded(digits: 3).short)"
    case .ratioWithin(let share): "ratio within \((share * 100).short) %"
    }
  }
}

extension Double {
  /// A whole number without its fraction.
  var short: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }

  /// As many leading digits as say something.
  func rounded(digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    var scale = 1.0
    while abs(self) * scale < 1 { scale *= 10 }
    var size = abs(self) * scale
    var places = digits
    while size >= 1 {
      size /= 10
      places -= 1
    }
    for _ in 0..<max(0, places) { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
