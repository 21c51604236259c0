import Foundation
import SchakelCore

/// All records of an audit as CSV (RFC 4180), one row a record, for a spreadsheet: in UTF-8, with
/// titles of columns in the first row, and the same in every language.
struct AuditTable {
  static let columns = [
    "id", "space", "document", "kind", "field", "severity", "state", "found", "settled",
    "hoursToSettle", "versions", "authors", "rule", "actor", "reason",
  ]

  let contents: AuditContents
  let traces: AuditTraces
  let names: AuditNames

  var text: String {
    var text = Self.line(Self.columns)
    for space in contents.spaces {
      for record in space.records { text += Self.line(cells(of: record, in: space.space)) }
    }
    return text
  }

  private func cells(of record: ConflictRecord, in space: AuditPart.Space) -> [String] {
    let settling = record.isOpen ? nil : record.ending
    let reason = settling.flatMap { traces.reason(of: $0.dot, in: space.space) }
    return [
      record.id.text, space.name, record.document.text, record.kind?.text ?? "",
      record.field == .lifecycle ? "deletion" : record.field.text,
      record.severity == .conflict ? "conflict" : "parallelEdit", AuditOutcome(record).rawValue,
      LocalDates.utc(record.found.time), settling.map { LocalDates.utc($0.time) } ?? "",
      record.settlingTime.map(Self.hours) ?? "", String(record.versions.count),
      names.list(record.versions.map(\.author)), record.settlingRule?.text ?? "",
      settling?.author.map(names.name) ?? "", reason ?? "",
    ]
  }

  /// In tenths, with a point.
  private static func hours(_ milliseconds: UInt64) -> String {
    let tenths = (milliseconds + 180_000) / 360_000
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A spreadsheet takes what begins like a formula for one, and does what it says: an apostrophe in
  /// front makes it text. It is bytes that count: a quotation mark under an accent is one too.
  private static func cell(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isFormula = bytes.first.map { Array("=+-@\t\r\n".utf8).contains($0) } ?? false
    let harmless = (isFormula ? Array("'".utf8) : []) + bytes
    guard harmless.contains(where: { Array("\",\r\n".utf8).contains($0) })
    else { return String(decoding: harmless, as: UTF8.self) }
    let quote = UInt8(ascii: "\"")
    let doubled = harmless.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return String(decoding: [quote] + doubled + [quote], as: UTF8.self)
  }
}
