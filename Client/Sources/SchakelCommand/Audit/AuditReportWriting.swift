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
    let page = try OutputFile(html, in: context)
    let table = try csv.map { try OutputFile($0, in: context) }
    if let csv, csv.utf8.elementsEqual(html.utf8) {
      throw context.failure(AuditPhrase.sameFile, ["path": .text(csv)], status: .usage)
    }
    return try ProgressLine(context).during(ProgressPhrase.reporting) {
      try write(page, table)
    }
  }

  private func write(_ html: OutputFile, _ csv: OutputFile?) throws -> AuditWrittenReport {
    let file = AuditFile(path: verified.path, context: context)
    guard let contents = try AuditContents(file) else {
      throw context.failure(AuditPhrase.noAuditFile, ["path": .text(verified.path)])
    }
    let cases = AuditCases(contents, limit: limit)
    let traces = try AuditTraces(contents, cases, from: file)
    let page = AuditPage(
      contents: contents, cases: cases, traces: traces, verified: verified, language: language,
      timeZone: context.timeZone, context: context, names: contents.names(in: language))
    try html.write(Array(page.html.utf8))
    if let csv {
      let table = AuditTable(
        contents: contents, traces: traces, names: contents.names(in: language))
      try csv.write(Array(table.text.utf8))
    }
    return AuditWrittenReport(
      html: html.path, csv: csv?.path, holds: verified.holds, found: contents.counts.found,
      omitted: cases.omittedConflicts + cases.omittedParallelEdits)
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
