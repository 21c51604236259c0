import ArgumentParser
import Foundation
import SchakelCommand
import SchakelDemo

/// Runs the demonstration with the built programs, and stops the server that it started, and no
/// other process.
@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schakel-demo",
    abstract: "Three workers, no network, one region: the whole way once.")

  @Option(help: "The program schakeld.") var schakeld: String
  @Option(help: "The program schakel.") var schakel: String
  @Option(help: "JSON lines, as 'schakel import' reads them.") var input: String
  @Flag(help: "Leave the server running and everything in its place.") var keep = false

  func run() throws {
    let server = ServerProcess()
    let folder = try DemoRun.freshFolder()
    let interruptions = Interruption.watch {
      server.stop()
      try? FileManager.default.removeItem(atPath: folder)
    }
    defer { interruptions.forEach { $0.cancel() } }
    let run = DemoRun(
      folder: folder, keeps: keep, server: server,
      environment: ProcessInfo.processInfo.environment)
    guard run.run(schakeld: schakeld, schakel: schakel, input: input) else {
      throw ExitCode.failure
    }
  }
}
