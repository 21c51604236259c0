import SchakelCore
import SchakelStore

/// The bytes that notes take on the disk, once the write-ahead log is put away.
struct DiskUse {
  let bench: Bench
  let count: Int
  private static let updates = 10

  func figures() async throws -> [Figure] {
    let found = try await Rounds.run(
      bench,
      [
        schakel("schakel") { _ in },
        schakel("indexed") { try $0.replica.indexPending(limit: count) },
        schakel("updated", updating),
        plain("P1", updates: 0), plain("P1 updated", updates: Self.updates), plainIndex(),
      ])
    let index = found["indexed"].flatMap { indexed in found["schakel"].map { indexed - $0 } }
    return [
      Figure(
        "disk.note", found["schakel"], "bytes", baseline: found["P1"], target: .ratioAtMost(1.6),
        note: "a note on the device without the search index; baseline P1"),
      Figure(
        "disk.note.updated", found["updated"], "bytes", baseline: found["P1 updated"],
        note: "the same after ten updates of one field, all in the log; baseline P1"),
      Figure(
        "disk.note.index", index, "bytes", baseline: found["raw"],
        note: "the search index's part; baseline: FTS5 that holds the same texts"),
    ]
  }

  /// Bytes for each note in a folder whose database `fill` closes.
  private func measure(
    _ name: String, _ fill: @escaping (String) throws -> Void
  ) -> Rounds.Contender {
    Rounds.Contender(measuring: name) { folder in
      try fill(folder)
      return Double(try Scratch.size(of: folder)) / Double(count)
    }
  }

  private func schakel(
    _ name: String, _ work: @escaping (Device) throws -> Void
  ) -> Rounds.Contender {
    measure(name) { folder in
      let device = try Device(in: folder, hashing: bench.cryptography.hashing)
      try device.create(0..<count)
      try work(device)
      try device.replica.close()
    }
  }

  private func updating(_ device: Device) throws {
    for number in 0..<count {
      let note = Note(number)
      for time in 0..<Self.updates {
        let change = note.moved(time)
        try device.replica.edit(.sample(number), [.set(change.field, change.value)])
      }
    }
  }

  private func plain(_ name: String, updates: Int) -> Rounds.Contender {
    measure(name) { folder in
      let store = try PlainStore(.documentAndChange, in: folder, synchronous: .off)
      let notes = (0..<count).map(Note.init)
      let ids = (0..<count).map { DocumentID.sample($0).bytes }
      try store.create(zip(ids, notes).map { (id: $0, body: $1.content) }, batch: 1_000)
      for (id, note) in zip(ids, notes) {
        for time in 0..<updates {
          let change = note.moved(time)
          var fields = note.fields
          fields[change.field] = [change.value]
          try store.update(
            id, Note.content(of: fields),
            change: Note.content(of: [change.field: [change.value]]))
        }
      }
    }
  }

  private func plainIndex() -> Rounds.Contender {
    measure("raw") { folder in
      try PlainIndex(in: folder).add((0..<count).map { Note($0).text })
    }
  }
}

extension Benchmark {
  static let diskUse = Benchmark("disk.note") { bench in
    let count = bench.scale.pick(smoke: 10, quick: 1_000, full: 10_000)
    return try await DiskUse(bench: bench, count: count).figures()
  }
}
