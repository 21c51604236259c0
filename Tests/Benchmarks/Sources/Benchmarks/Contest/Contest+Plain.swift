import SchakelCore

extension Contest {
  /// What cannot be had for less. There is no sync in it: the same rows are written in another file.
  func plain(_ task: Task, _ rows: PlainStore.Rows) throws -> Result? {
    let documents = (0..<(task == .everyone ? devices * count : count)).map {
      (id: DocumentID.sample($0).bytes, body: Note($0).content)
    }
    let folder = try bench.scratch.folder()
    let store = try PlainStore(rows, in: folder, synchronous: .normal)
    func seconds(_ work: () throws -> Void) rethrows -> Result {
      Result(seconds: try ContinuousClock().measure(work).seconds)
    }
    switch task {
    case .create:
      return try seconds {
        for document in documents { try store.create(document.id, document.body) }
      }
    case .update:
      try store.create(documents)
      let edits = updates(0)
      return try seconds { try update(store, documents, edits) }
    case .batch, .push, .pull:
      return try seconds { try store.create(documents, batch: Self.batch) }
    case .everyone:
      let stores = try (0..<devices).map { _ in
        try PlainStore(rows, in: bench.scratch.folder(), synchronous: .normal)
      }
      return try seconds {
        try store.create(documents, batch: count)
        for store in stores { try store.create(documents) }
      }
    case .merge:
      let other = try PlainStore(rows, in: bench.scratch.folder(), synchronous: .normal)
      let stores = [store, other]
      for store in stores { try store.create(documents) }
      let edits = updates(0)
      return try seconds {
        for store in stores {
          try store.inBatch { try update(store, documents, edits, commits: false) }
        }
      }
    case .idle: return nil
    case .disk:
      try store.create(documents, batch: Self.batch)
      try store.checkpoint()
      let created = try Scratch.size(of: folder)
      for time in 0..<Self.updates { try update(store, documents, updates(time)) }
      try store.checkpoint()
      let updated = try Scratch.size(of: folder)
      return Result(
        bytes: Double(created) / Double(count), bytesUpdated: Double(updated) / Double(count))
    }
  }

  private typealias Update = (body: [UInt8], change: [UInt8])

  private func updates(_ time: Int) -> [Update] {
    (0..<count).map { number in
      let note = Note(number)
      let change = note.moved(time)
      var fields = note.fields
      fields[change.field] = [change.value]
      return (Note.content(of: fields), Note.content(of: [change.field: [change.value]]))
    }
  }

  private func update(
    _ store: PlainStore, _ documents: [(id: [UInt8], body: [UInt8])], _ edits: [Update],
    commits: Bool = true
  ) throws {
    for (document, edit) in zip(documents, edits) {
      if commits {
        try store.update(document.id, edit.body, change: edit.change)
      } else {
        try store.addUpdate(document.id, edit.body, change: edit.change)
      }
    }
  }
}
