import SchakelCore

extension SQL {
  static let noteErased = SQL(
    "INSERT OR IGNORE INTO erased(space, writer, counter, document) VALUES (?, ?, ?, ?)")
  static let replaceChangeBytes = SQL(
    sealing: "UPDATE changes SET bytes = \(sealed: .changeBytes, "?1", "key") WHERE key = ?2")
  static let forksOfDot = SQL(
    sealing: """
      SELECT no, link, \(opened: .forkBytes) FROM forks
      WHERE space = ? AND writer = ? AND counter = ? AND bytes IS NOT NULL
      """)
  static let replaceForkBytes = SQL(
    sealing: """
      UPDATE forks SET bytes = \(sealed: .forkBytes, "?1", "space", "writer", "counter", "link")
      WHERE no = ?2
      """)
}

extension ReplicaTransaction {
  /// Obeys an order to erase: the payloads of these changes go from the log, the documents, the
  /// tray, the forks, the search index and what is kept aside. Dots, chains and digests stay as they
  /// were.
  ///
  /// The words are then still in the write-ahead log, until ``Replica/sweep()``.
  func erase(_ parts: [LogEntry.Erasure.Part], in space: SpaceRow) throws(ReplicaError) {
    var touched: [Int64] = []
    for part in parts {
      for dot in part.dots {
        try eraseBytes(of: dot, in: part.document, of: space)
        try note(erased: dot, of: part.document, in: space)
        try forgetNotices(of: dot, in: part.document)
      }
      // Their words are in pages that came before; those that come now have them erased.
      try forgetPages(of: part.document)
      // A device that began from states has the document and not its changes.
      guard var document = try document(part.document), document.space == space.no
      else { continue }
      for dot in part.dots { document.state.erase(dot) }
      try save(&document)
      touched.append(document.no)
    }
    try purgeIndex(of: touched)
    try outdatePages()
    try Meta.write(.unswept, 1, in: connection)
    try run { () throws(SQLiteError) in try connection[.oweConfirmation].run(space.no) }
  }

  /// Another life of a device may have given out the same dot to a change of another document, which
  /// nobody asked for.
  private func eraseBytes(
    of dot: Dot, in document: DocumentID, of space: SpaceRow
  ) throws(ReplicaError) {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return }
    let key = ChangeKey(stream: stream.no, counter: dot.counter)
    try eraseEarly(dot.counter, of: stream, in: document)
    try eraseStopped(dot.counter, of: stream, in: document)
    let link = try shownLink(at: dot, of: stream, in: space)
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.keepsErased.isPlanted { return }
    #endif
    if let stored = try storedChange(key)?.change, stored.header.document == document {
      let erased = stored.erased(hashing).encoded
      try run { () throws(SQLiteError) in
        try connection[.replaceChangeBytes].run(erased, key.rawValue)
      }
    }
    try eraseInTray(dot, key, link, in: document)
    try eraseForks(dot, link, in: document, of: space)
  }

  /// Of what is not here there is nothing else to know it by, should a bundle bring it.
  private func note(
    erased dot: Dot, of document: DocumentID, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.noteErased].run(
        space.no, dot.writer.bytes, Int64(dot.counter), document.bytes)
    }
  }

  /// The link that the region's log has at a dot, as far as it is known here: an order to erase names
  /// dots, and another life of the device may have given out the same.
  private func shownLink(
    at dot: Dot, of stream: StreamRow, in space: SpaceRow
  ) throws(ReplicaError) -> ChangeLink? {
    guard dot.counter <= acknowledged(stream, in: space),
      try Replica.disputedStreams(in: space, connection)[dot.writer] == nil
    else { return nil }
    return try link(of: stream, at: dot.counter, in: space)
  }

  /// The header stays, by which it is known again should a bundle bring the words.
  private func eraseForks(
    _ dot: Dot, _ link: ChangeLink?, in document: DocumentID, of space: SpaceRow
  ) throws(ReplicaError) {
    let no = space.no
    let forks = try connection.rows(
      .forksOfDot, no, dot.writer.bytes, Int64(dot.counter)
    ) { row throws(SQLiteError) in
      (
        no: try row.int64(at: 0), check: UInt32(truncatingIfNeeded: try row.int64(at: 1)),
        bytes: try row.blob(at: 2)
      )
    }
    for fork in forks where link == nil || link?.check == fork.check {
      let change = try? Change(encoded: fork.bytes, writer: dot.writer)
      guard change?.header.document == document || change == nil else { continue }
      try run { () throws(SQLiteError) in
        try connection[.replaceForkBytes].run(change?.erased(hashing).encoded, fork.no)
      }
    }
  }
}

extension Replica {
  /// As ``sweep()``, but a damaged page ends nothing: of such a database much can be read and handed in, and
  /// what is owed stays owed.
  func sweepUnlessDamaged() throws(ReplicaError) {
    do throws(ReplicaError) {
      try sweep()
    } catch {
      guard error.code == .damaged else { throw error }
    }
  }

  /// Takes what was erased out of the database and its log (``Connection/purge(_:)``), if that is still
  /// owed. Where somebody is reading from the log, the next synchronisation tries again.
  package func sweep() throws(ReplicaError) {
    try pool.write { connection throws(ReplicaError) in
      guard try Meta.integer(.unswept, in: connection) == 1 else { return }
      _ = try connection.purge { connection throws(ReplicaError) in
        try Meta.write(.unswept, 0, in: connection)
      }
    }
  }
}
