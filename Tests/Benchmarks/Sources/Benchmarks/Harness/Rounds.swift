/// Contenders that run in turn, so that a slow minute of the machine is everybody's.
struct Rounds {
  /// One of those that are compared.
  struct Contender {
    let name: String
    /// One run in an empty folder of its own: what it measured.
    let run: (String) async throws -> Double

    /// The seconds that some work takes; `prepare` makes ready for it and is not timed.
    init(
      _ name: String, _ prepare: @escaping (String) async throws -> () async throws -> Void
    ) {
      self.init(measuring: name) { folder in
        let work = try await prepare(folder)
        return try await ContinuousClock().measure(work).seconds
      }
    }

    /// Whatever a run answers.
    init(measuring name: String, _ run: @escaping (String) async throws -> Double) {
      self.name = name
      self.run = run
    }
  }

  /// What each contender measured, by its name.
  static func run(_ bench: Bench, _ contenders: [Contender]) async throws -> Tally {
    var tally = Tally()
    try await inTurn(bench, contenders) { contender in
      let folder = try bench.scratch.folder()
      tally.add(contender.name, try await contender.run(folder))
      bench.scratch.remove(folder)
    }
    return tally
  }

  /// Calls `body` for each item in each round. Each round begins with another item, so that none
  /// always runs in another's wake.
  static func inTurn<Item>(
    _ bench: Bench, _ items: [Item], _ body: (Item) async throws -> Void
  ) async throws {
    for round in 0..<bench.scale.runs {
      for place in items.indices { try await body(items[(place + round) % items.count]) }
    }
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
