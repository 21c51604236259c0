import SchakelCore

extension SQL {
  static let wantDot = SQL(
    """
    INSERT INTO wanted(space, writer, counter) VALUES (?, ?, ?)
    ON CONFLICT(space, writer) DO UPDATE SET counter = max(counter, excluded.counter)
    """)
  static let heldBack = SQL(
    "SELECT count(*) FROM streams WHERE space = ? AND own = 0 AND counter > acknowledged")
  static let unwant = SQL("DELETE FROM wanted WHERE space = ? AND writer = ?")
}

extension ReplicaTransaction {
  /// The region lacks a change that one of ours builds on: hand it in, if it is here.
  func want(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.wantDot].run(space.no, dot.writer.bytes, Int64(dot.counter))
    }
  }

  func unwant(_ writer: Writer, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.unwant].run(space.no, writer.bytes)
    }
  }

  /// Whether one of these came here by another way, and can be handed in.
  func holdsAny(of dots: [Dot], in space: SpaceRow) throws(ReplicaError) -> Bool {
    for dot in dots {
      guard let stream = try existingStream(of: dot.writer, in: space) else { continue }
      if stream.seal?.counter ?? 0 >= dot.counter { return true }
    }
    return false
  }

  /// Whether the region has all that came here by another way. Until then the two may well differ.
  func hasHandedInAll(of space: SpaceRow) throws(ReplicaError) -> Bool {
    try flush()
    return try run { () throws(SQLiteError) in
      try connection[.heldBack].first(space.no) { row throws(SQLiteError) in
        try row.int64(at: 0)
      } == 0
    }
  }

  /// Two changes under one dot: a database was copied. The bytes that are here are kept apart.
  func noteFork(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) {
    let stream = try stream(of: dot.writer, in: space)
    let stored = try storedChange(ChangeKey(stream: stream.no, counter: dot.counter))
    try run { () throws(SQLiteError) in
      try connection[.writeFork].run(
        space.no, dot.writer.bytes, Int64(dot.counter), Int64(environment.now()), stored?.bytes)
    }
  }
}
