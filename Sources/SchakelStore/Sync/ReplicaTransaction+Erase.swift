import SchakelCore

extension SQL {
  static let replaceChangeBytes = SQL("UPDATE changes SET bytes = ? WHERE key = ?")
  static let eraseFromTray = SQL("DELETE FROM tray WHERE key = ?")
}

extension ReplicaTransaction {
  /// Obeys an order to erase: the payloads of these changes go from the log, the documents, the
  /// tray and the search index. Dots, chains and digests stay as they were.
  func erase(_ dots: [Dot], in space: SpaceRow) throws(ReplicaError) {
    for dot in dots {
      let stream = try stream(of: dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: dot.counter)
      guard let stored = try storedChange(key) else { continue }
      let erased = stored.change.erased(hashing).encoded
      try run { () throws(SQLiteError) in
        try connection[.replaceChangeBytes].run(erased, key.rawValue)
        try connection[.eraseFromTray].run(key.rawValue)
      }
      guard var document = try document(stored.change.header.document) else { continue }
      document.state.erase(dot)
      try save(&document)
    }
  }
}
