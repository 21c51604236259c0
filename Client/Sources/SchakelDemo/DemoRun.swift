import Foundation
import SchakelCommand

/// A demonstration from its beginning to its end: with the server stopped and the folder gone
/// afterwards, or both left in place for whoever wants to go on.
public struct DemoRun {
  let folder: String
  let keeps: Bool
  let server: ServerProcess
  let environment: [String: String]
  let line: @Sendable (String) -> Void

  public init(
    folder: String, keeps: Bool, server: ServerProcess, environment: [String: String],
    line: @escaping @Sendable (String) -> Void = DemoRun.print
  ) {
    self.folder = folder
    self.keeps = keeps
    self.server = server
    self.environment = environment
    self.line = line
  }

  /// Prints a line at once, so that whoever reads a pipe follows what happens.
  public static let print: @Sendable (String) -> Void = {
    try? FileHandle.standardOutput.write(contentsOf: Data(($0 + "\n").utf8))
  }

  /// A new folder for temporary files, its owner's alone.
  public static func freshFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "schakel-demo-\(UUID().uuidString.prefix(8).lowercased())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    return folder.path()
  }

  /// - Returns: whether the demonstration came to its end and every claim holds.
  public func run(schakeld: String, schakel: String, input: String) -> Bool {
    let language = Language(environment: environment)
    let setting = DemoSetting(
      schakeld: schakeld, schakel: schakel, input: input, folder: folder, language: language,
      hasColour: Terminal.current(environment).hasColour, environment: environment, line: line)
    do throws(DemoError) {
      var demo = try Demo(setting, server: server)
      let holds = try demo.run()
      finish(holds: holds, setting)
      return holds
    } catch {
      line("schakel-demo: \(error.message)")
      end(removing: false, language)
      return false
    }
  }

  /// What becomes of the server and the folder once every claim was looked at.
  func finish(holds: Bool, _ setting: DemoSetting) {
    if keeps { tellHowToGoOn(setting) } else { end(removing: holds, setting.language) }
  }

  /// What went wrong can be looked at afterwards.
  private func end(removing: Bool, _ language: Language) {
    server.stop()
    if removing {
      try? FileManager.default.removeItem(atPath: folder)
    } else {
      let words = Words(
        "Alles staat nog in \(folder), het logboek van de server in server.log.",
        "Everything is still in \(folder), the server's log in server.log.")
      line(words.text(in: language))
    }
  }

  private func tellHowToGoOn(_ setting: DemoSetting) {
    let say = { (dutch: String, english: String) in
      line(Words(dutch, english).text(in: setting.language))
    }
    line("")
    say("De server draait nog. Ga bijvoorbeeld zo verder:", "The server still runs. Go on like so:")
    line("  \(setting.schakel) --home \(folder)/anna list")
    line("  \(setting.schakel) --home \(folder)/bram sync --watch")
    line("  \(setting.schakeld) status --data \(folder)/region")
    say("En zo eindigt het:", "And end it like so:")
    line("  kill \(server.processID.map(String.init) ?? "-"); rm -r \(folder)")
  }
}
