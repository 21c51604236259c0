import SchakelCore
import Testing

@testable import SchakelStore

@Suite("The tables of a replica")
struct SchemaTests {
  /// What search keeps for itself is SQLite's affair and changes with its versions.
  private static let statements = SQL(
    """
    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'search_*'
    ORDER BY type, name
    """)

  @Test("a version of the tables is what it was")
  func pinned() throws {
    let replica = try TestReplica(1, cipher: nil).replica
    let (version, tables) = try replica.read { connection throws(ReplicaError) in
      let tables = try connection.rows(Self.statements) { row throws(SQLiteError) in
        try row.text(at: 0)
      }
      return (try connection.number(SQL("PRAGMA user_version")), tables)
    }
    #expect(version == 1)
    #expect(ReplicaSchema.migrations.count == 1)
    // However they are laid out in the source.
    let text = tables.map { $0.split { $0.isWhitespace }.joined(separator: " ") }
      .joined(separator: "\n")
    #expect(
      Hashing.portable.sha256(Array(text.utf8)).text
        == "b44fa2663146d18436024297106589aef65c2a126f90282a556026317eaeae2c",
      "Databases of this version exist: change them by a migration, and pin its version too."
    )
  }
}
