import Foundation
import SchakelTesting

@testable import SchakelStore

/// The files of a replica's folder in which a word stands, by their names.
func files(of home: String, holding word: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: home).filter { name in
    let data = try Data(contentsOf: URL(fileURLWithPath: home + "/" + name))
    return data.firstRange(of: Data(word.utf8)) != nil
  }.sorted()
}

/// A replica whose tables hold a row each, put there by hand: with `word` in all that a cipher seals.
struct HandmadeReplica {
  static let word = "Rozemarijnstraat"
  let home: String

  init() throws {
    home = try Scratch().path
    try TestReplica(1, home: home, enrolled: false, cipher: nil).replica.close()
    let connection = try Connection(home + "/replica.sqlite")
    for (table, columns) in Dictionary(grouping: SealedColumn.all, by: \.table)
    where table != "meta" {
      let facts = try Self.columns(of: table, in: connection)
      let values = facts.map { name, type in
        let sealed = columns.first { $0.name == name }
        return sealed.map(Self.content) ?? Self.filler(type)
      }
      try connection.execute(
        """
        INSERT INTO \(table)(\(facts.map(\.name).joined(separator: ", ")))
        VALUES (\(values.joined(separator: ", ")))
        """)
    }
    for key in [Meta.server, .deviceName] {
      try connection[.writeMeta].run(key.rawValue, Array(Self.word.utf8))
    }
    try connection.close()
  }

  private static func columns(
    of table: String, in connection: Connection
  ) throws -> [(name: String, type: String)] {
    try connection.prepare("PRAGMA table_info(\(table))").all { row throws(SQLiteError) in
      (name: try row.text(at: 1), type: try row.text(at: 2))
    }
  }

  private static func content(of column: SealedColumn) -> String {
    let text = "'\(column.table) \(column.name) \(word)'"
    return column.isText ? text : "CAST(\(text) AS BLOB)"
  }

  private static func filler(_ type: String) -> String {
    switch type {
    case "INTEGER": "7"
    case "TEXT": "'x'"
    default: "x'0102030405060708'"
    }
  }

  /// Every value of every table, as SQL writes it.
  func dump() throws -> [String] {
    let connection = try Connection(home + "/replica.sqlite", mode: .readOnly)
    var dump: [String] = []
    for table in Set(SealedColumn.all.map(\.table)).sorted() {
      let columns = try Self.columns(of: table, in: connection)
      for (name, _) in columns {
        let order = columns.map(\.name).joined(separator: ", ")
        dump += try connection.prepare(
          "SELECT '\(table).\(name) ' || quote(\(name)) FROM \(table) ORDER BY \(order)"
        ).all { row throws(SQLiteError) in try row.text(at: 0) }
      }
    }
    try connection.close()
    // The mark that the file was written anew stays.
    return dump.filter { !$0.contains("uncompacted") }
  }
}
