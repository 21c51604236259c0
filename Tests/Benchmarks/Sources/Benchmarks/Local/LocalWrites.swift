import SchakelCore
import SchakelStore

/// A note is made, or one of its fields changed, in a commit of its own: what it costs beside the
/// rows that it cannot do without.
///
/// There are fewer notes than writes, each written several times as another document. What a person
/// has just typed is in the processor's cache; ten thousand notes made beforehand are not, and to
/// fetch their many small values from memory would be measured instead of the writing.
struct LocalWrites {
  let bench: Bench
  let synchronous: ConnectionOptions.Synchronous
  let count: Int

  private let notes: [Note]
  /// The same as the baselines write it.
  private let contents: [(id: [UInt8], body: [UInt8])]

  private static let noteCount = 256

  init(_ bench: Bench, _ synchronous: ConnectionOptions.Synchronous, count: Int) {
    self.bench = bench
    self.synchronous = synchronous
    self.count = count
    let some = (0..<Self.noteCount).map(Note.init)
    let bodies = some.map(\.content)
    notes = (0..<count).map { some[$0 % some.count] }
    let clock = SteadyClock(seed: 7)
    contents = (0..<count).map { number in
      let id = DocumentID(milliseconds: clock.now(), random: (clock.random(), clock.random()))
      return (id: id.bytes, body: bodies[number % bodies.count])
    }
  }

  private var bare: BareDatabase.Synchronous { synchronous == .off ? .off : .full }

  // MARK: Creating

  func creates() async throws -> [Figure] {
    let medians = try await Rounds.run(
      bench,
      [
        creation("schakel", bench.cryptography.hashing), creation("portable", .portable),
        plainCreation("P0", .document), plainCreation("P1", .documentAndChange),
      ])
    return figures("create", medians)
  }

  private func creation(_ name: String, _ hashing: Hashing) -> Rounds.Contender {
    Rounds.Contender(name) { folder in
      let device = try Device(in: folder, synchronous: synchronous, hashing: hashing)
      return {
        for note in notes { _ = try device.create(note) }
      }
    }
  }

  private func plainCreation(_ name: String, _ rows: PlainStore.Rows) -> Rounds.Contender {
    Rounds.Contender(name) { folder in
      let store = try PlainStore(rows, in: folder, synchronous: bare)
      return {
        for document in contents { try store.create(document.id, document.body) }
      }
    }
  }

  // MARK: Changing one field

  func updates() async throws -> [Figure] {
    let medians = try await Rounds.run(
      bench,
      [
        update("schakel", bench.cryptography.hashing), update("portable", .portable),
        plainUpdate("P0", .document), plainUpdate("P1", .documentAndChange),
      ])
    return figures("update", medians)
  }

  private func update(_ name: String, _ hashing: Hashing) -> Rounds.Contender {
    Rounds.Contender(name) { folder in
      let device = try Device(in: folder, synchronous: synchronous, hashing: hashing)
      let ids = try notes.map { try device.create($0) }
      let edits = notes.prefix(Self.noteCount).map { note in
        let change = note.moved(1)
        return [FieldEdit.set(change.field, change.value)]
      }
      return {
        for (number, id) in ids.enumerated() {
          try device.replica.edit(id, edits[number % edits.count])
        }
      }
    }
  }

  private func plainUpdate(_ name: String, _ rows: PlainStore.Rows) -> Rounds.Contender {
    Rounds.Contender(name) { folder in
      let store = try PlainStore(rows, in: folder, synchronous: bare)
      try store.create(contents)
      let updates = notes.prefix(Self.noteCount).map { note in
        let change = note.moved(1)
        var fields = note.fields
        fields[change.field] = [change.value]
        return (
          body: Note.content(of: fields), change: Note.content(of: [change.field: [change.value]])
        )
      }
      return {
        for (number, document) in contents.enumerated() {
          let update = updates[number % updates.count]
          try store.update(document.id, update.body, change: update.change)
        }
      }
    }
  }

  // MARK: Figures

  private func figures(_ work: String, _ medians: Tally) -> [Figure] {
    func each(_ name: String) -> Double? { medians[name].map { $0 / Double(count) * 1e6 } }
    let name = "local.\(work).\(synchronous == .off ? "off" : "full")"
    let most = synchronous == .off ? 1.5 : 1.15
    return [
      Figure(
        name, each("schakel"), "us/commit", baseline: each("P1"), target: .ratioAtMost(most),
        note: "baseline P1: the document's row and the change's"),
      Figure(
        name + ".p0", each("schakel"), "us/commit", baseline: each("P0"),
        note: "baseline P0: the document's row alone"),
      Figure(
        name + ".portable-hash", each("portable"), "us/commit", baseline: each("P1"),
        note: "with the core's own SHA-256 instead of the processor's"),
    ]
  }
}

extension Benchmark {
  static let localWrites = [
    Benchmark("local.create.off") { try await off($0).creates() },
    Benchmark("local.update.off") { try await off($0).updates() },
    Benchmark("local.create.full") { try await full($0).creates() },
    Benchmark("local.update.full") { try await full($0).updates() },
  ]

  private static func off(_ bench: Bench) -> LocalWrites {
    LocalWrites(bench, .off, count: bench.scale.pick(smoke: 10, quick: 3_000, full: 10_000))
  }

  private static func full(_ bench: Bench) -> LocalWrites {
    LocalWrites(bench, .full, count: bench.scale.pick(smoke: 3, quick: 200, full: 1_000))
  }
}
