import SchakelCore

extension SQL {
  static let noteUnadmitted = SQL("INSERT OR IGNORE INTO unadmitted(space, writer) VALUES (?, ?)")
  static let noteAdmitted = SQL("DELETE FROM unadmitted WHERE space = ? AND writer = ?")
  static let forgetUnadmittedOfDevice = SQL(
    "DELETE FROM unadmitted WHERE space = ? AND substr(writer, 1, 8) = ?")
  static let forgetUnadmittedOfOthers = SQL(
    "DELETE FROM unadmitted WHERE space = ? AND substr(writer, 1, 8) <> ?")
  static let unadmittedOfSpace = SQL("SELECT writer FROM unadmitted WHERE space = ?")
}

// Streams that wait for a coordinator's yes. What is here of them stays here meanwhile: it is not sent in
// vain, and that it makes the documents differ from the region's is nothing to look into.
extension ReplicaTransaction {
  /// The region takes nothing of a stream, or does again.
  func note(_ writer: Writer, isAdmitted: Bool, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[isAdmitted ? .noteAdmitted : .noteUnadmitted].run(space.no, writer.bytes)
    }
  }

  /// Something was decided of another's device: what is here of it is sent again, and the region says
  /// what becomes of it.
  func forgetUnadmitted(of replica: ReplicaID, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.forgetUnadmittedOfDevice].run(space.no, replica.bytes)
    }
  }

  /// What the log would have told of others' devices is passed over.
  func forgetUnadmittedOfOthers(in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.forgetUnadmittedOfOthers].run(space.no, identity.replica.bytes)
    }
  }
}

extension Replica {
  /// The streams of a space that wait for a coordinator's yes.
  static func unadmitted(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Set<Writer> {
    Set(
      try connection.rows(.unadmittedOfSpace, space.no) { row throws(SQLiteError) in
        try row.writer(at: 0)
      })
  }

  /// Whether what this device writes in a space waits for that.
  static func isUnadmitted(
    _ space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    let waiting = try unadmitted(in: space, connection)
    guard !waiting.isEmpty else { return false }
    return try ownStreams(of: space, connection).contains { waiting.contains($0.writer) }
  }

  /// Whether there is anything here that waits for that.
  static func keepsUnadmitted(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    let waiting = try unadmitted(in: space, connection)
    guard !waiting.isEmpty else { return false }
    let keepsOwn = try ownStreams(of: space, connection).contains {
      waiting.contains($0.writer) && $0.acknowledged < $0.counter
    }
    if keepsOwn { return true }
    return try unadmittedOfOthers(in: space, connection) > 0
  }

  /// Others' changes that are here and wait for that.
  static func unadmittedOfOthers(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Int {
    var count: UInt64 = 0
    for writer in try unadmitted(in: space, connection) {
      let found = try connection.statement(.streamByWriter).first(
        space.no, writer.bytes
      ) { row throws(ReplicaError) in try StreamRow(row) }
      guard let stream = found, !stream.isOwn else { continue }
      let stopped = UInt64(clamping: try connection.number(.endOfStopped, stream.no))
      let last = max(stream.counter, stopped)
      count += last - min(last, stream.acknowledged)
    }
    return Int(clamping: count)
  }
}
