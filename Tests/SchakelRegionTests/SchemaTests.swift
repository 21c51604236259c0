import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

@Suite("The tables of a region")
struct SchemaTests {
  @Test("a version of the tables is what it was")
  func pinned() throws {
    let connection = try Connection(":memory:", mode: .memory, options: ConnectionOptions())
    try connection.migrate(Schema.migrations)
    #expect(try connection.userVersion() == 1)
    #expect(Schema.migrations.count == 1)
    let tables = try connection.prepare(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    ).all { row throws(SQLiteError) in try row.text(at: 0) }
    // However they are laid out in the source.
    let text = tables.map { $0.split { $0.isWhitespace }.joined(separator: " ") }
      .joined(separator: "\n")
    #expect(
      Hashing.portable.sha256(Array(text.utf8)).text
        == "76abcfdd67731ca09e74dcadecf08edab5a7209e4f99214e40ca4224e25b2a52",
      "Databases of this version exist: change them by a migration, and pin its version too."
    )
  }
}
