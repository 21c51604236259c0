import SchakelStore

/// Bringing what was written into the search index.
struct Indexing {
  let bench: Bench
  let count: Int

  func figures() async throws -> [Figure] {
    let texts = (0..<count).map { Note($0).text }
    let found = try await Rounds.run(
      bench,
      [
        indexing(),
        Rounds.Contender("raw") { folder in
          let index = try PlainIndex(in: folder, synchronous: .full)
          return { try index.add(texts) }
        },
        firstSearch(),
        unlocking(),
      ])
    func each(_ name: String) -> Double? { found[name].map { $0 / Double(count) * 1e6 } }
    return [
      Figure(
        "search.index", each("schakel"), "us/note", baseline: each("raw"),
        target: .ratioAtMost(2),
        note: "\(count) new notes, on the disk; baseline: FTS5 that is handed their texts"),
      Figure(
        "search.first", found["first"], "s", target: .atMost(1),
        note: "the first search after \(count) notes of which none is in the index"),
      Figure(
        "search.unlock", found["unlocked"], "s", target: .atMost(1),
        note: "the index of a sealed replica of \(count) notes, made in memory: AES-256-GCM"),
    ]
  }

  private func filled(
    _ folder: String, cipher: (any ContentCipher)? = nil
  ) throws -> Device {
    let device = try Device(
      in: folder, synchronous: .full, hashing: bench.cryptography.hashing,
      cipher: cipher)
    try device.create(0..<count)
    return device
  }

  private func indexing() -> Rounds.Contender {
    Rounds.Contender("schakel") { folder in
      let device = try filled(folder)
      return {
        let done = try device.replica.indexPending(limit: count)
        guard done == count else { throw Unexpected("\(done) of \(count) notes were indexed") }
      }
    }
  }

  private func firstSearch() -> Rounds.Contender {
    Rounds.Contender("first") { folder in
      let device = try filled(folder)
      return {
        guard try !device.replica.search("speeltuin", limit: PlainIndex.hits).isEmpty else {
          throw Unexpected("a search that finds nothing")
        }
      }
    }
  }
}

extension Indexing {
  private func unlocking() -> Rounds.Contender {
    Rounds.Contender("unlocked") { folder in
      guard let cipher = bench.cryptography.makeCipher?() else { throw Unexpected("no cipher") }
      let device = try filled(folder, cipher: cipher)
      return {
        let done = try device.replica.indexPending()
        guard done == count else { throw Unexpected("\(done) of \(count) notes were indexed") }
      }
    }
  }
}

extension Benchmark {
  static let indexing = Benchmark("search.index") { bench in
    let count = bench.scale.pick(smoke: 20, quick: 2_000, full: 10_000)
    return try await Indexing(bench: bench, count: count).figures()
  }
}
