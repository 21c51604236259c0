import SchakelCore

extension SQL {
  static let replaceChangeBytes = SQL("UPDATE changes SET bytes = ? WHERE key = ?")
  static let eraseFromTray = SQL("DELETE FROM tray WHERE key = ?")
  static let eraseFork = SQL(
    "UPDATE forks SET bytes = NULL WHERE space = ? AND writer = ? AND counter = ?")
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
      for dot in part.dots { try eraseBytes(of: dot, in: space) }
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
    try noteErasure()
    try Meta.write(.unswept, 1, in: connection)
  }

  private func eraseBytes(of dot: Dot, in space: SpaceRow) throws(ReplicaError) {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return }
    let key = ChangeKey(stream: stream.no, counter: dot.counter)
    try eraseEarly(dot.counter, of: stream)
    try eraseStopped(dot.counter, of: stream)
    let erased = try storedChange(key)?.change.erased(hashing).encoded
    try run { () throws(SQLiteError) in
      if let erased { try connection[.replaceChangeBytes].run(erased, key.rawValue) }
      try connection[.eraseFromTray].run(key.rawValue)
      try connection[.eraseFork].run(space.no, dot.writer.bytes, Int64(dot.counter))
    }
  }
}

extension Replica {
  /// Empties the write-ahead log into the database, if something was erased and its words may still
  /// be in it. Where somebody is reading from the log, the next synchronisation tries again.
  func sweep() throws(ReplicaError) {
    try pool.write { connection throws(ReplicaError) in
      guard try Meta.integer(.unswept, in: connection) == 1,
        try Self.emptyWriteAheadLog(of: connection)
      else { return }
      try Meta.write(.unswept, 0, in: connection)
    }
  }

  private static func emptyWriteAheadLog(
    of connection: Connection
  ) throws(ReplicaError) -> Bool {
    do throws(SQLiteError) {
      return try connection.emptyWriteAheadLog()
    } catch {
      throw ReplicaError(error)
    }
  }
}
