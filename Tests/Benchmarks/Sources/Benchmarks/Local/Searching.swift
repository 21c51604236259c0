import SchakelStore

/// Searches over many notes, with an index that is up to date and pages that are in memory.
struct Searching {
  private let bench: Bench
  private let count: Int
  private let device: Device
  private let plain: PlainIndex

  /// What people type: one word or two, whole or begun. All occur in the notes; the most frequent in
  /// every fifth of them, since the notes are written with few words.
  static let queries = [
    "speeltuin", "bank", "buurthuis moestuin", "verlichting kapot", "vrijwil", "containers",
    "koffie dinsdag", "winkel", "sfeer goed", "contactpersoon", "huiswerk", "portiek fiets",
    "woningbouw brief", "zwerfvuil", "jongeren sportmiddag", "geduld", "oud", "actie kleine",
    "trots", "bewoners klaag",
  ]

  init(_ bench: Bench, count: Int) throws {
    self.bench = bench
    self.count = count
    device = try Device(
      in: bench.scratch.folder(), hashing: bench.cryptography.hashing)
    try device.create(0..<count)
    try device.replica.indexPending(limit: count)
    plain = try PlainIndex(in: bench.scratch.folder())
    try plain.add((0..<count).map { Note($0).text })
  }

  func figures() async throws -> [Figure] {
    let found = try await Rounds.run(
      bench,
      [
        contender("schakel") { query in
          try device.replica.search(query, limit: PlainIndex.hits).count
        },
        contender("plain") { query in
          let words = query.split(separator: " ").map { "\($0)*" }
          return try plain.search(words.joined(separator: " "))
        },
      ])
    return [
      Figure(
        "search.warm", found["schakel"], "ms", baseline: found["plain"], target: .atMost(20),
        note:
          "95th percentile of \(Self.queries.count) searches over \(count) notes, with the notes' "
          + "summaries, marked words and snippets; baseline: the row numbers from FTS5, by its rank"
      )
    ]
  }

  /// Each query several times; the milliseconds within which nineteen of twenty were answered.
  private func contender(
    _ name: String, _ search: @escaping (String) throws -> Int
  ) -> Rounds.Contender {
    Rounds.Contender(measuring: name) { _ in
      var times: [Double] = []
      for _ in 0..<3 {
        for query in Self.queries {
          let took = try ContinuousClock().measure {
            guard try search(query) > 0 || bench.scale == .smoke else {
              throw Unexpected("\(query) is found nowhere")
            }
          }
          times.append(took.seconds * 1e3)
        }
      }
      return times.percentile(0.95)
    }
  }
}

extension Benchmark {
  static let searching = Benchmark("search.warm") { bench in
    let count = bench.scale.pick(smoke: 30, quick: 10_000, full: 100_000)
    return try await Searching(bench, count: count).figures()
  }
}
