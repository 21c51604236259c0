/// Something that a command refuses, in the words for the person who asked.
struct Failure: Error {
  /// The exit status: 1 for what was refused, 2 for arguments that make no sense.
  enum ExitStatus: Int32 {
    case refused = 1
    case usage = 2
  }

  let text: String
  let status: ExitStatus

  init(_ text: String, status: ExitStatus = .refused) {
    self.text = text
    self.status = status
  }
}

extension CommandContext {
  func failure(
    _ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:],
    status: Failure.ExitStatus = .refused
  ) -> Failure {
    Failure(language(phrase, arguments), status: status)
  }
}
