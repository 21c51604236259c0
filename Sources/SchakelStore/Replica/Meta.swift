import SchakelCore

/// The few single facts that a replica keeps.
enum Meta: String {
  case replica
  case incarnation
  case person
  case server
  case deviceName
  /// Documents up to this number are in the search index, but for those marked.
  case indexedUpTo
  case enrolledAt
  /// 1 while words that were erased may still be in the write-ahead log.
  case unswept
  /// How often words had to go, or may have, or a refusal came: what was asked for before does not know
  /// of it.
  case erasures
  /// In a sealed replica: bytes that its key opens.
  case seal
  /// 1 from the moment that values were sealed, or opened, until the file was written anew.
  case uncompacted

  /// What people wrote; all else are numbers, of which some are read before there is a key.
  private var isContent: Bool { self == .server || self == .deviceName }

  static func bytes(_ key: Meta, in connection: Connection) throws(ReplicaError) -> [UInt8]? {
    let sql = key.isContent ? SQL.readMetaContent : .readMeta
    return try connection.statement(sql).first(key.rawValue) { row throws(ReplicaError) in
      do throws(SQLiteError) {
        return try row.blob(at: 0)
      } catch {
        throw ReplicaError(error)
      }
    }
  }

  static func write(_ key: Meta, _ bytes: [UInt8], in connection: Connection) throws(ReplicaError) {
    do throws(SQLiteError) {
      try connection[key.isContent ? .writeMetaContent : .writeMeta].run(key.rawValue, bytes)
    } catch {
      throw ReplicaError(error)
    }
  }

  static func remove(_ key: Meta, in connection: Connection) throws(ReplicaError) {
    do throws(SQLiteError) {
      try connection[.deleteMeta].run(key.rawValue)
    } catch {
      throw ReplicaError(error)
    }
  }

  static func integer(_ key: Meta, in connection: Connection) throws(ReplicaError) -> Int64? {
    guard let bytes = try bytes(key, in: connection) else { return nil }
    return bytes.reduce(0) { $0 << 8 | Int64($1) }
  }

  static func write(_ key: Meta, _ value: Int64, in connection: Connection) throws(ReplicaError) {
    let bytes = stride(from: 56, through: 0, by: -8).map { shift in
      UInt8(truncatingIfNeeded: value >> Int64(shift))
    }
    try write(key, bytes, in: connection)
  }

  static func text(_ key: Meta, in connection: Connection) throws(ReplicaError) -> String? {
    try bytes(key, in: connection).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension SQL {
  static let readMeta = SQL("SELECT value FROM meta WHERE key = ?")
  static let writeMeta = SQL("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)")
  static let deleteMeta = SQL("DELETE FROM meta WHERE key = ?")
  static let readMetaContent = SQL(
    sealing: "SELECT \(opened: .metaValue) FROM meta WHERE key = ?")
  static let writeMetaContent = SQL(
    sealing: """
      INSERT OR REPLACE INTO meta(key, value) VALUES (?1, \(sealed: .metaValue, "?2", "?1"))
      """)
}
