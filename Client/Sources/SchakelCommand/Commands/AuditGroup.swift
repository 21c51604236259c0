import ArgumentParser
import SchakelCore

/// `schakel audit verify` and `schakel audit report`.
struct AuditGroup: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "audit", .audit, examples: AuditVerify.examples + AuditReportCommand.examples,
      subcommands: [AuditVerify.self, AuditReportCommand.self])
  }
}

/// What both need to check a file.
struct AuditOptions: ParsableArguments {
  @Argument(help: .phrase(.auditFile)) var file: String
  @Option(name: .customLong("region-key"), help: .phrase(.regionKey, value: "HEX"))
  var regionKey: String?

  /// Checks the file with the key that was given, or else the one it says itself.
  func audit(
    comparingWith options: GlobalOptions, in context: CommandContext
  ) throws -> AuditVerifyReport {
    let trusted = try regionKey.map { try RegionKeyOption.key(typed: $0, in: context) }
    let verdict = try AuditFile(path: file, context: context).verdict(trusting: trusted)
    var comparison: AuditComparison?
    if case .holds(let report) = verdict {
      comparison = try AuditComparison.run(report, options, in: context)
    }
    let source: RegionKeySource =
      trusted != nil ? .given : comparison?.isOwnRegion == true ? .home : .file
    return AuditVerifyReport(
      path: file, verdict: verdict, source: source, comparison: comparison)
  }
}

struct AuditVerify: ContextCommand {
  static let examples = [
    "schakel audit verify west.audit", "schakel audit verify west.audit --region-key west.key",
  ]

  static var configuration: CommandConfiguration {
    .command("verify", .auditVerify, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var audit: AuditOptions

  func execute(in context: CommandContext) async throws {
    let report = try audit.audit(comparingWith: global, in: context)
    context.answer(report, answer)
    if let failure = report.failure(in: context) { throw failure }
  }
}

struct AuditReportCommand: ContextCommand {
  static let examples = [
    "schakel audit report west.audit --html verslag.html",
    "schakel audit report west.audit --html verslag.html --csv verslag.csv --limit 50",
  ]

  static var configuration: CommandConfiguration {
    .command("report", .auditReport, examples: examples)
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var audit: AuditOptions
  @Option(help: .phrase(.htmlFile, value: "OUT")) var html: String
  @Option(help: .phrase(.csvFile, value: "OUT")) var csv: String?
  @Option(help: .phrase(.pageLanguage, value: "nl|en")) var language: PageLanguage?
  @Option(help: .phrase(.caseLimit)) var limit = 500
  @Flag(help: .phrase(.unverified)) var unverified = false

  func execute(in context: CommandContext) async throws {
    guard audit.file != "-" else {
      throw context.failure(AuditPhrase.needsFile, status: .usage)
    }
    let verified = try audit.audit(comparingWith: global, in: context)
    if !unverified, let reason = verified.reason(in: context) {
      throw context.failure(
        AuditPhrase.unverifiable, ["path": .text(audit.file), "reason": .text(reason)])
    }
    let writing = AuditReportWriting(
      verified: verified, context: context, language: language?.language ?? context.language,
      limit: max(0, limit))
    context.answer(try writing.run(html: html, csv: csv), answer)
  }
}

/// What is typed for the language of a page.
enum PageLanguage: String, CaseIterable, ExpressibleByArgument {
  case nl
  case en

  var language: Language { self == .nl ? .dutch : .english }
}
