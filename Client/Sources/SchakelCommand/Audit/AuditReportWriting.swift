import Foundation
import SchakelCore
import SchakelJSON

/// Makes the report of an audit file: a page for people, and a table if one is wanted.
struct AuditReportWriting {
  let verified: AuditVerifyReport
  let context: CommandContext
  /// In which the page is written.
  let language: Language
  /// So many cases are told in full.
  let limit: Int

  func run(html: String, csv: String?) throws -> AuditWrittenReport {
    for path in [html] + (csv.map { [$0] } ?? [])
    where FileManager.default.fileExists(atPath: path) {
      throw context.failure(ErrorPhrase.fileExists, ["path": .text(path)])
    }
    if let csv, csv.utf8.elementsEqual(html.utf8) {
      throw context.failure(AuditPhrase.sameFile, ["path": .text(csv)], status: .usage)
    }
    return try ProgressLine(context).during(ProgressPhrase.reporting) {
      try write(html: html, csv: csv)
    }
  }

  private func write(html: String, csv: String?) throws -> AuditWrittenReport {
    let file = AuditFile(path: verified.path, context: context)
    guard let contents = try AuditContents(file) else {
      throw context.failure(AuditPhrase.noAuditFile, ["path": .text(verified.path)])
    }
    let cases = AuditCases(contents, limit: limit)
    let traces = try AuditTraces(contents, cases, from: file)
    let page = AuditPage(
      contents: contents, cases: cases, traces: traces, verified: verified, language: language,
      timeZone: context.timeZone, context: context, names: contents.names(in: language))
    try write(page.html, to: html)
    if let csv {
      let table = AuditTable(
        contents: contents, traces: traces, names: contents.names(in: language))
      try write(table.text, to: csv)
    }
    return AuditWrittenReport(
      html: html, csv: csv, holds: verified.holds, found: contents.counts.found,
      omitted: cases.omittedConflicts + cases.omittedParallelEdits)
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw context.failure(
        ErrorPhrase.fileUnwritable,
        ["path": .text(path), "reason": .text(context.language.reason(error))])
    }
  }
}

/// What was written where.
struct AuditWrittenReport: Report {
  let html: String
  let csv: String?
  let holds: Bool
  let found: Int
  let omitted: Int

  var json: JSONValue {
    [
      "holds": .bool(holds), "html": .string(html), "csv": csv.map(JSONValue.string) ?? .null,
      "found": JSONValue(found), "omitted": JSONValue(omitted),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    var lines: [String] = []
    if !holds {
      lines += context.prose(AuditPhrase.fails).map {
        Style.bad.applied(to: $0, on: context.terminal)
      }
    }
    lines += context.prose(
      AuditPhrase.written, ["found": .count(found), "path": .text(html)])
    if let csv { lines += context.prose(AuditPhrase.writtenCSV, ["path": .text(csv)]) }
    if omitted > 0 {
      lines += context.prose(AuditPhrase.omitted, ["count": .count(omitted)])
    }
    return lines
  }
}
