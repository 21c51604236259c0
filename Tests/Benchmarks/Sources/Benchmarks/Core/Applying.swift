import SchakelCore

/// Changes of one field each, read from their bytes and applied. Their hashes are checked elsewhere
/// and counted apart.
struct Applying {
  struct Received {
    let document: Int
    let bytes: [UInt8]
    let link: Digest
  }

  private let writer: Writer
  private let states: [DocumentState]
  let received: [Received]

  init(changes: Int) throws {
    var scribe = Scribe(1)
    var states: [DocumentState] = []
    let notes = (0..<max(1, changes / 100)).map(Note.init)
    let ids = notes.map { note in
      DocumentID(milliseconds: UInt64(note.number), random: (1, UInt64(note.number)))
    }
    for (note, id) in zip(notes, ids) {
      var state = DocumentState()
      try state.take(scribe.create(note, as: id))
      states.append(state)
    }
    self.states = states
    writer = scribe.writer
    received = try (0..<changes).map { number in
      let document = number % notes.count
      let next = notes[document].moved(number / notes.count)
      let written = scribe.set(
        next.field, next.value, of: ids[document], in: states[document])
      try states[document].take(written)
      return Received(document: document, bytes: written.change.encoded, link: written.link)
    }
  }

  /// Reads all changes from their bytes and applies them.
  func receive() throws {
    var states = states
    for each in received {
      let change = try Change(encoded: each.bytes, writer: writer)
      try states[each.document].take(.init(change: change, link: each.link))
    }
  }

  func figures(_ bench: Bench) async throws -> [Figure] {
    let changes = try received.map { try Change(encoded: $0.bytes, writer: writer) }
    let medians = try await Rounds.run(
      bench,
      [
        Rounds.Contender("received") { _ in { try receive() } },
        Rounds.Contender("read") { _ in
          var states = states
          return {
            for (each, change) in zip(received, changes) {
              try states[each.document].take(.init(change: change, link: each.link))
            }
          }
        },
        hashes("portable", changes, .portable),
        hashes("injected", changes, bench.cryptography.hashing),
      ])
    return figures(medians)
  }

  /// What a change's place in its chain costs.
  private func hashes(
    _ name: String, _ changes: [Change], _ hashing: Hashing
  ) -> Rounds.Contender {
    Rounds.Contender(name) { _ in
      {
        var tip = received[0].link
        for change in changes { tip = change.link(after: tip, hashing: hashing) }
        guard tip != received[0].link else { throw Unexpected("a hash that changes nothing") }
      }
    }
  }

  private func figures(_ medians: Tally) -> [Figure] {
    let count = Double(received.count)
    return [
      Figure(
        "core.apply", medians["received"].map { count / $0 }, "changes/s",
        target: .atLeast(300_000),
        note: "one field each, from the bytes received; without hashing"),
      Figure(
        "core.apply.read", medians["read"].map { count / $0 }, "changes/s",
        note: "the same, with the changes read already"),
      Figure(
        "core.hash.portable", medians["portable"].map { $0 / count * 1e6 }, "us/change",
        note: "payload digest and chain link of such a change, with the core's own SHA-256"),
      Figure(
        "core.hash.injected", medians["injected"].map { $0 / count * 1e6 }, "us/change",
        note: "the same with swift-crypto's"),
    ]
  }
}

extension Benchmark {
  static let applying = Benchmark("core.apply") { bench in
    let changes = bench.scale.pick(smoke: 10, quick: 50_000, full: 300_000)
    return try await Applying(changes: changes).figures(bench)
  }
}
