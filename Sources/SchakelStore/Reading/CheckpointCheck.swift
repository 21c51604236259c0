import SchakelCore

extension SQL {
  static let countRefusedCheckpoints = SQL("SELECT count(*) FROM refused_checkpoints")
  static let allRefusedCheckpoints = SQL(
    """
    SELECT s.id, r.position, r.fault FROM refused_checkpoints r
    JOIN space_rows s ON s.no = r.space ORDER BY r.no
    """)
  static let allCheckpoints = SQL(
    """
    SELECT s.id, c.position, c.bytes FROM checkpoints c
    JOIN space_rows s ON s.no = c.space ORDER BY c.no
    """)
}

/// The region's checkpoints: those that did not hold when they were read, and those that are kept.
struct CheckpointCheck {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func run() throws(ReplicaError) -> [ReplicaFinding] { try refused() + damaged() }

  private func refused() throws(ReplicaError) -> [ReplicaFinding] {
    try connection.rows(.allRefusedCheckpoints) { row throws(SQLiteError) in
      let name = Self.name(try row.bits(at: 0), try row.int64(at: 1))
      let fault = CheckpointFault(rawValue: try row.int64(at: 2))
      return ReplicaFinding(
        law: .checkpoint, message: "\(name): \(fault?.words ?? "it did not hold")")
    }
  }

  private func damaged() throws(ReplicaError) -> [ReplicaFinding] {
    let rows = try connection.rows(.allCheckpoints) { row throws(SQLiteError) in
      (space: try row.bits(at: 0), position: try row.int64(at: 1), bytes: try row.blob(at: 2))
    }
    return rows.compactMap { row in
      let checkpoint = try? KeptCheckpoint.read(row.bytes)
      guard checkpoint?.position != UInt64(clamping: row.position) else { return nil }
      return ReplicaFinding(
        law: .readable, message: "\(Self.name(row.space, row.position)): it cannot be read")
    }
  }

  private static func name(_ space: UInt64, _ position: Int64) -> String {
    "the checkpoint at \(position) of space \(SpaceID(rawValue: space).text)"
  }
}

extension CheckpointFault {
  fileprivate var words: String {
    switch self {
    case .place: "it speaks of another place than where it stands"
    case .hash: "the log has another hash there"
    case .digest: "the region gave another digest for the same place"
    case .signature: "it is not signed with the region's key"
    }
  }
}
