import Foundation
import Testing

@testable import SchakelCommand

@Suite("The table of an audit")
struct AuditTableTests {
  /// The rows of a file, read strictly by RFC 4180.
  private static func rows(_ text: String) throws -> [[String]] {
    var rows: [[String]] = [[]]
    var bytes = Array(text.utf8)[...]
    while true {
      var cell: [UInt8] = []
      if bytes.first == UInt8(ascii: "\"") {
        bytes.removeFirst()
        while let byte = bytes.popFirst() {
          guard byte == UInt8(ascii: "\"") else {
            cell.append(byte)
            continue
          }
          guard bytes.first == byte else { break }
          cell.append(bytes.removeFirst())
        }
      } else {
        while let byte = bytes.first, byte != UInt8(ascii: ","), byte != 13 {
          try #require(byte != 10 && byte != UInt8(ascii: "\""))
          cell.append(bytes.removeFirst())
        }
      }
      rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
      guard let next = bytes.popFirst() else { throw AuditPageTree.Unreadable(text: text) }
      if next == UInt8(ascii: ",") { continue }
      try #require(next == 13 && bytes.popFirst() == 10)
      guard !bytes.isEmpty else { return rows }
      rows.append([])
    }
  }

  private static func table(_ scene: AuditScene) async throws -> [[String]] {
    try await scene.export()
    let csv = scene.folder + "/table.csv"
    let outcome = await scene.anna.run([
      "audit", "report", scene.file, "--html", scene.folder + "/table.html", "--csv", csv,
    ])
    #expect(outcome.status == 0, "\(outcome.err)")
    return try rows(String(contentsOf: URL(filePath: csv), encoding: .utf8))
  }

  @Test("has a row for each case, with who settled it, how, why and in what time")
  func rows() async throws {
    try await withScratch { folder in
      let rows = try await Self.table(try await AuditScene(folder))
      #expect(rows[0] == AuditTable.columns)
      #expect(rows.count == 3)
      for row in rows { #expect(row.count == rows[0].count) }
      func cells(_ field: String) -> [String: String] {
        let row = rows.first { $0[4] == field } ?? []
        return Dictionary(zip(rows[0], row), uniquingKeysWith: { $1 })
      }
      let title = cells("title")
      #expect(title["severity"] == "conflict" && title["state"] == "people")
      #expect(title["actor"] == "Voorbeeld bram" && title["reason"] == "Dit is het duidelijkst")
      #expect(title["hoursToSettle"] == "2.0" && title["versions"] == "2")
      #expect(title["kind"] == "fieldNote" && title["space"] == "Voorbeeldteam")
      #expect(title["authors"]?.contains("Voorbeeld anna") == true)
      let place = cells("place")
      #expect(place["severity"] == "parallelEdit" && place["state"] == "rule")
      #expect(place["settled"] == "" && place["reason"] == "")
    }
  }

  @Test(
    "takes no harm from what people write, and does none",
    arguments: [
      "=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\tx", "\"quoted\"", "a,b", "a\nb", "\"\u{301}",
      "'", "",
    ])
  func hostile(_ reason: String) async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder, isSettled: false)
      let typed = await scene.bram.run([
        "resolve", scene.bench, "--field", "title", "--keep", "1", "--reason=\(reason)x",
      ])
      #expect(typed.status == 0, "\(typed.err)")
      await scene.scene.meet()
      let rows = try await Self.table(scene)
      let cell = try #require(rows.first { $0[4] == "title" }?.last)
      let isFormula = ["=", "+", "-", "@", "\t"].contains { reason.hasPrefix($0) }
      #expect(cell.utf8.elementsEqual(((isFormula ? "'" : "") + reason + "x").utf8))
    }
  }
}
