/// Contenders that run in turn, so that a slow minute of the machine is everybody's.
struct Rounds {
  /// One of those that are compared.
  struct Contender {
    let name: String
    /// Prepares a run, then hands back the work that is timed.
    let prepare: () throws -> () throws -> Void

    init(_ name: String, _ prepare: @escaping () throws -> () throws -> Void) {
      self.name = name
      self.prepare = prepare
    }
  }

  /// The seconds that each contender took, by name: the median of its runs.
  static func medians(_ runs: Int, _ contenders: [Contender]) throws -> [String: Double] {
    var seconds: [String: [Double]] = [:]
    for round in 0..<runs {
      // Each round begins with another, so that nobody always runs in another's wake.
      for place in contenders.indices {
        let contender = contenders[(place + round) % contenders.count]
        let work = try contender.prepare()
        let clock = ContinuousClock()
        let took = try clock.measure(work)
        seconds[contender.name, default: []].append(took.seconds)
      }
    }
    return seconds.mapValues { $0.median }
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
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
