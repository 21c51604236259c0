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
  @Option(help: "So many devices behind a bad network instead of three behind a good one.")
  var storm: Int?
  @Option(help: "In a storm: how often the network changes.") var rounds = 6
  @Option(help: "So many minutes of work without kills, in which the server's memory may not grow.")
  var minutes: Double?

  func validate() throws {
    guard kills > 0, rounds > 0, minutes.map({ $0 > 0 }) ?? true, storm.map({ $0 > 1 }) ?? true
    else {
      throw ValidationError("At least one kill, one round and two devices make a soak.")
    }
  }

  func run() throws {
    let server = ServerProcess()
    let folder = try DemoRun.freshFolder()
    defer { server.stop() }
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    let setting = SoakSetting(
      schakeld: schakeld, schakel: schakel, folder: folder, kills: kills, seed: seed,
      environment: ProcessInfo.processInfo.environment, line: DemoRun.print)
    do {
      if let minutes {
        var storming = try Storm(setting, rounds: 0, server: server)
        try storming.endure(devices: storm ?? 4, seconds: Int(minutes * 60))
      } else if let storm {
        var storming = try Storm(setting, rounds: rounds, server: server)
        try storming.run(devices: storm)
      } else {
        var soak = Soak(setting, server: server)
        try soak.run()
      }
      try FileManager.default.removeItem(atPath: folder)
    } catch let error as DemoError {
      DemoRun.print("schakel-soak: \(error.message)")
      DemoRun.print("Everything is still in \(folder).")
      let call = SoakCall(
        seed: seed, kills: kills, storm: storm, rounds: rounds, minutes: minutes)
      DemoRun.print("Again: \(call.again)")
      throw ExitCode.failure
    }
  }
}
