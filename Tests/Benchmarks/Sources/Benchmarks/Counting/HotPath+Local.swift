import SchakelCore
import SchakelStore

extension HotPath {
  private static let warmUp = 100
  private static let writes = 1_000
  private static let searched = 2_000

  /// Notes made and edited in commits of their own, beside the two rows of the plain baseline (P1).
  static let local = [
    HotPath("local.create", each: "note") { bench in
      let notes = (0..<warmUp + many(bench, writes)).map(Note.init)
      let device = try Device(
        in: bench.scratch.folder(), hashing: bench.cryptography.hashing)
      for note in notes.prefix(warmUp) { _ = try device.create(note) }
      let rest = notes.dropFirst(warmUp)
      return Work(rest.count) { for note in rest { _ = try device.create(note) } }
    },
    HotPath("plain.create", each: "note") { bench in
      let notes = contents(warmUp + many(bench, writes))
      let store = try plain(bench)
      for note in notes.prefix(warmUp) { try store.create(note.id, note.body) }
      let rest = notes.dropFirst(warmUp)
      return Work(rest.count) { for note in rest { try store.create(note.id, note.body) } }
    },
    HotPath("local.edit", each: "edit") { bench in
      let device = try Device(
        in: bench.scratch.folder(), hashing: bench.cryptography.hashing)
      let notes = (0..<warmUp).map(Note.init)
      try device.create(0..<warmUp)
      let edits = (0..<many(bench, writes)).map { number in
        let change = notes[number % warmUp].moved(number / warmUp)
        return (
          id: DocumentID.sample(number % warmUp), edit: [FieldEdit.set(change.field, change.value)]
        )
      }
      for number in 0..<warmUp {
        try device.replica.edit(.sample(number), [.set("place", Value("elders"))])
      }
      return Work(edits.count) { for edit in edits { try device.replica.edit(edit.id, edit.edit) } }
    },
    HotPath("plain.edit", each: "edit") { bench in
      let store = try plain(bench)
      let notes = contents(warmUp)
      for note in notes { try store.create(note.id, note.body) }
      let edits = (0..<many(bench, writes)).map { number in
        let note = Note(number % warmUp)
        let change = note.moved(number / warmUp)
        var fields = note.fields
        fields[change.field] = [change.value]
        return (
          id: notes[number % warmUp].id, body: Note.content(of: fields),
          change: Note.content(of: [change.field: [change.value]])
        )
      }
      for note in notes { try store.update(note.id, note.body, change: note.body) }
      return Work(edits.count) {
        for edit in edits { try store.update(edit.id, edit.body, change: edit.change) }
      }
    },
  ]

  private static func contents(_ count: Int) -> [(id: [UInt8], body: [UInt8])] {
    (0..<count).map { (id: DocumentID.sample($0).bytes, body: Note($0).content) }
  }

  private static func plain(_ bench: Bench) throws -> PlainStore {
    try PlainStore(.documentAndChange, in: bench.scratch.folder(), synchronous: .off)
  }

  /// What people type, in an index that is up to date, beside FTS5 with the same texts.
  static let searching = [
    HotPath("search.warm", each: "search") { bench in
      let device = try Device(
        in: bench.scratch.folder(), hashing: bench.cryptography.hashing)
      try device.create(0..<many(bench, searched))
      try device.replica.indexPending(limit: searched)
      return try searches(bench) { query in
        try device.replica.search(query, limit: PlainIndex.hits).count
      }
    },
    HotPath("plain.search", each: "search") { bench in
      let plain = try PlainIndex(in: bench.scratch.folder())
      try plain.add((0..<many(bench, searched)).map { Note($0).text })
      return try searches(bench) { query in
        try plain.search(query.split(separator: " ").map { "\($0)*" }.joined(separator: " "))
      }
    },
  ]

  /// Each query once before it counts.
  private static func searches(
    _ bench: Bench, _ search: @escaping (String) throws -> Int
  ) throws -> Work {
    func all() throws {
      for query in Searching.queries {
        guard try search(query) > 0 || bench.scale == .smoke else {
          throw Unexpected("\(query) is found nowhere")
        }
      }
    }
    try all()
    return Work(Searching.queries.count, all)
  }
}
