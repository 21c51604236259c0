import ArgumentParser
import Foundation
import SchakelDemo

/// Kills the built programs while they work, and ends with 1 where anything acknowledged is gone.
@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schakel-soak",
    abstract: "The real server and devices, killed while they work: nothing acknowledged is lost.")

  @Option(help: "The program schakeld.") var schakeld: String
  @Option(help: "The program schakel.") var schakel: String
  @Option(help: "How many processes to kill.") var kills = 30
  @Option(help: "What is done, and who is killed when, is drawn from this; else from chance.")
  var seed: UInt64?

  func validate() throws {
    guard kills > 0 else { throw ValidationError("At least one kill makes a soak.") }
  }

  func run() throws {
    let server = ServerProcess()
    let folder = try DemoRun.freshFolder()
    defer { server.stop() }
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    var soak = Soak(
      SoakSetting(
        schakeld: schakeld, schakel: schakel, folder: folder, kills: kills, seed: seed,
        environment: ProcessInfo.processInfo.environment, line: DemoRun.print),
      server: server)
    do {
      try soak.run()
      try FileManager.default.removeItem(atPath: folder)
    } catch let error as DemoError {
      DemoRun.print("schakel-soak: \(error.message)")
      DemoRun.print("Everything is still in \(folder).")
      DemoRun.print("Again: make soak SEED=\(seed) KILLS=\(kills)")
      throw ExitCode.failure
    }
  }
}
