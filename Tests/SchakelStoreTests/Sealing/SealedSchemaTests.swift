import Foundation
import SchakelTesting
import Testing

@testable import SchakelStore

/// Which columns hold content is a decision for each of them, written down in SECURITY.md.
@Suite("What is sealed of the tables")
struct SealedSchemaTests {
  private struct Columns: Hashable {
    var sealed: Set<String> = []
    var plain: Set<String> = []
  }

  @Test("SECURITY.md says of each column of each table whether it is sealed, and says what is so")
  func documented() throws {
    let documented = try Self.documented()
    let tables = try Self.tables()
    #expect(Set(documented.keys) == Set(tables.keys))
    for (table, names) in tables {
      let sealed = Set(SealedColumn.all.filter { $0.table == table }.map(\.name))
      let said = documented[table] ?? Columns()
      #expect(said.sealed == sealed, "\(table)")
      // Of `meta` both: a value is sealed or not by its key.
      let plain = table == "meta" ? names : names.subtracting(sealed)
      #expect(said.plain == plain, "\(table)")
    }
  }

  @Test("each sealed column has a code of its own, and is in the tables with what names its rows")
  func codes() throws {
    #expect(Set(SealedColumn.all.map(\.code)).count == SealedColumn.all.count)
    let tables = try Self.tables()
    for column in SealedColumn.all {
      let names = try #require(tables[column.table])
      #expect(names.isSuperset(of: column.identity + [column.name]), "\(column)")
      #expect(!column.identity.isEmpty)
    }
    // What was sealed under a code stays so: these are for ever.
    #expect(
      SealedColumn.all.map { "\($0.code) \($0.table).\($0.name)" } == [
        "1 changes.bytes", "2 documents.kind", "3 documents.area", "4 documents.day",
        "5 documents.state", "6 drafts.kind", "7 drafts.fields", "8 space_rows.name",
        "9 people.name", "10 tray.bytes", "11 early_runs.run", "12 stopped_runs.run",
        "13 forks.bytes", "14 history_pages.bytes", "15 notices.field", "16 meta.value",
        "17 tray.kind",
      ])
  }

  /// The columns of a sealed replica's tables, but for the search index, which is empty there.
  private static func tables() throws -> [String: Set<String>] {
    let device = try TestReplica(1, cipher: TestCipher())
    return try device.replica.read { connection throws(ReplicaError) in
      try connection.perform { () throws(SQLiteError) in
        let names = try connection.prepare(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search*'"
        ).all { row throws(SQLiteError) in try row.text(at: 0) }
        var tables: [String: Set<String>] = [:]
        for name in names {
          tables[name] = Set(
            try connection.prepare("PRAGMA table_info(\(name))").all { row throws(SQLiteError) in
              try row.text(at: 1)
            })
        }
        return tables
      }
    }
  }

  /// The rows `| table | sealed | not sealed | why |` of the table in SECURITY.md.
  private static func documented() throws -> [String: Columns] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("SECURITY.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").drop { !$0.hasPrefix("| table | sealed |") }
      .dropFirst(2).prefix { $0.hasPrefix("|") }
    var tables: [String: Columns] = [:]
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(names)
      for table in cells[1] {
        tables[table] = Columns(sealed: Set(cells[2]), plain: Set(cells[3]))
      }
    }
    return tables
  }

  /// What stands between backquotes.
  private static func names(_ cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
