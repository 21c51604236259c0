import SchakelJSON

/// What a command answers: a document for programs, lines for people.
protocol Report {
  var json: JSONValue { get }
  func lines(in context: CommandContext) -> [String]
}

extension CommandContext {
  /// Prints what was asked for, in the form that was asked for.
  func answer(_ report: some Report, _ options: AnswerOptions) {
    if options.asJSON { return output.line(report.json.indentedText) }
    for line in report.lines(in: self) { output.line(line) }
  }

  /// Says something beside the answer: wrapped, on standard error.
  func notice(_ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:]) {
    notice(language(phrase, arguments))
  }

  func notice(_ text: String) {
    for line in Wrapping.lines(SafeText.lines(text), width: terminal.width) {
      output.errorLine(line)
    }
  }

  /// A sentence of an answer, wrapped.
  func prose(_ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:])
    -> [String]
  {
    Wrapping.lines(SafeText.lines(language(phrase, arguments)), width: terminal.width)
  }

  var dates: LocalDates { LocalDates(language: language, timeZone: timeZone, now: now()) }
  var labels: Labels { Labels(language: language) }
}
