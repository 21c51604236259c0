import SchakelCore

extension SQL {
  fileprivate static let voidsOfSpace = SQL(
    """
    SELECT v.key, s.writer FROM voids v JOIN streams s ON s.no = v.key >> 40 WHERE s.space = ?
    """)
  fileprivate static let doubtVoid = SQL("INSERT INTO doubted_voids(key, space) VALUES (?, ?)")
  fileprivate static let doubtedVoids = SQL(
    """
    SELECT d.key FROM doubted_voids d JOIN voids v ON v.key = d.key
    WHERE d.space = ? ORDER BY d.key
    """)
  fileprivate static let endDoubtOfVoid = SQL("DELETE FROM doubted_voids WHERE key = ?")
  fileprivate static let endDoubtOfStream = SQL(
    "DELETE FROM doubted_voids WHERE key BETWEEN ? AND ?")
  fileprivate static let endDoubtOfVoids = SQL("DELETE FROM doubted_voids WHERE space = ?")
  fileprivate static let doubtShells = SQL(
    """
    INSERT INTO doubted_shells(space, document)
    SELECT space, id FROM documents WHERE marks <> 0 AND marks & ? AND space = ?
    """)
  fileprivate static let doubtedShells = SQL(
    "SELECT document FROM doubted_shells WHERE space = ? ORDER BY document")
  fileprivate static let endDoubtOfShell = SQL("DELETE FROM doubted_shells WHERE document = ?")
  fileprivate static let endDoubtOfShells = SQL("DELETE FROM doubted_shells WHERE space = ?")
}

// A region that was put back has lost what it refused since, and may have accepted it by now. Where
// it has heard all that is here and tells all documents, it tells each refusal again that this
// replica can have noted. What it does not tell is none any more, if it has come past that dot.
extension ReplicaTransaction {
  /// The first page of all documents has come.
  ///
  /// - Parameter vector: what the region knows to be here; nil where it was not told, and so tells
  ///   less.
  func beginDoubts(_ vector: VersionVector?, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.endDoubtOfVoids].run(space.no)
      try connection[.endDoubtOfShells].run(space.no)
    }
    guard let vector else { return }
    let voids = try connection.rows(.voidsOfSpace, space.no) { row throws(SQLiteError) in
      (key: ChangeKey(rawValue: try row.int64(at: 0)), writer: try row.writer(at: 1))
    }
    let mine = identity.replica
    try run { () throws(SQLiteError) in
      for (key, writer) in voids
      where writer.replica == mine || key.counter <= vector.counter(of: writer) {
        try connection[.doubtVoid].run(key.rawValue, space.no)
      }
      try connection[.doubtShells].run(DocumentRow.Marks.shell.rawValue, space.no)
    }
  }

  /// The region has told it again.
  func endDoubt(of void: ChangeKey) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.endDoubtOfVoid].run(void.rawValue) }
  }

  /// Whether the region has the same history of a stream as this replica cannot be told.
  func endDoubt(of stream: StreamRow) throws(ReplicaError) {
    let low = ChangeKey(stream: stream.no, counter: 0).rawValue
    let high = ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
    try run { () throws(SQLiteError) in try connection[.endDoubtOfStream].run(low, high) }
  }

  /// The region has told it again.
  func endDoubt(of shell: DocumentID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.endDoubtOfShell].run(shell.bytes) }
  }

  /// All refusals have been told: those that were not are taken back.
  func endDoubtsOfVoids(in space: SpaceRow) throws(ReplicaError) {
    let doubted = try connection.rows(.doubtedVoids, space.no) { row throws(SQLiteError) in
      ChangeKey(rawValue: try row.int64(at: 0))
    }
    guard !doubted.isEmpty else { return }
    try run { () throws(SQLiteError) in try connection[.endDoubtOfVoids].run(space.no) }
    // Of a stream that is to be handed in, the region says itself from where on it is another.
    let disputed = try Replica.disputedStreams(in: space, connection)
    var gone: [ChangeKey] = []
    for key in doubted {
      let stream = try stream(no: key.stream)
      guard disputed[stream.writer] == nil, acknowledged(stream, in: space) >= key.counter
      else { continue }
      gone.append(key)
    }
    try takeBackVoids(gone, in: space)
  }

  /// All documents have been told: those in which there was nothing but refusals, and that were not
  /// told, are what is here of them.
  func endDoubtsOfShells(in space: SpaceRow) throws(ReplicaError) {
    let ids = try connection.rows(.doubtedShells, space.no) { row throws(SQLiteError) in
      try row.documentID(at: 0)
    }
    try run { () throws(SQLiteError) in try connection[.endDoubtOfShells].run(space.no) }
    for id in ids {
      guard var document = try document(id), document.space == space.no,
        document.state.kind == nil, document.state.fields.isEmpty
      else { continue }
      try unnameVoids(of: id, in: space)
      try settle(&document, on: DocumentState(), here: try past(of: document))
    }
  }
}
