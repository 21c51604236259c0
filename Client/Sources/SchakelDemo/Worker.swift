import SchakelJSON

/// Somebody with a device: a home folder, and the program `schakel` to type commands at.
struct Worker: Sendable {
  let name: String
  let home: String
  let tool: Tool

  /// As commands are shown: `anna`.
  var prompt: String { name.lowercased() }

  func run(_ arguments: String...) throws(DemoError) -> Tool.Ended {
    try tool.run(["--home", home] + arguments)
  }

  /// Runs a command that has to succeed, and returns what it printed.
  @discardableResult
  func type(_ arguments: [String]) throws(DemoError) -> String {
    try tool.succeed(["--home", home] + arguments).out
  }

  /// The document that a command prints with `--json`, whatever its exit status.
  func json(_ arguments: String...) throws(DemoError) -> JSONValue {
    let ended = try tool.run(["--home", home] + arguments + ["--json"])
    return try Self.document(ended.out)
  }

  static func document(_ text: String) throws(DemoError) -> JSONValue {
    do {
      return try JSONReader.read(Array(text.utf8))
    } catch {
      throw DemoError(.unreadable, "This is no JSON document (\(error)): \(text.prefix(200))")
    }
  }
}
