import Foundation
import SchakelJSON

/// Kills the real programs while they work, again and again, and looks each time whether anything that
/// was acknowledged is gone.
///
/// Some devices work at once: they write, read files in, edit and synchronise with a server, all
/// drawn from a seed. At a moment that is drawn too, the server or one of the devices' processes is
/// ended by SIGKILL, as by a power cut. Then what was killed has to open and to verify, and to hold all
/// that it had acknowledged, by a journal that is kept outside of it; and work goes on. In the end all
/// devices meet and hold the same.
///
/// The same seed draws the same work and the same moments. Where in its work a process is at such a
/// moment is the machine's to say, so a fault may take several runs of its seed to come back.
public struct Soak {
  let setting: SoakSetting
  let server: ServerProcess
  private let schakeld: Tool
  private var draws: Draws
  private var devices: [SoakDevice] = []
  private var data: String { setting.folder + "/region" }

  /// Milliseconds from the start of the commands within which the kill comes: a device's command is
  /// soon done, the server goes on.
  private static let deviceMoments = 5...120
  private static let serverMoments = 5...400
  private static let names = ["Anna", "Bram", "Chandra"]

  /// A soak whose server the caller stops.
  public init(_ setting: SoakSetting, server: ServerProcess) {
    self.setting = setting
    self.server = server
    draws = Draws(seed: setting.seed)
    schakeld = Tool(
      path: setting.schakeld, environment: setting.toolEnvironment, scratch: setting.folder)
  }

  /// - Throws: what does not hold, or could not be done.
  public mutating func run() throws(DemoError) {
    setting.line("soak: \(setting.kills) kills, seed \(setting.seed)")
    try found()
    var killed = 0
    while killed < setting.kills { if try round(killed + 1) { killed += 1 } }
    try conclude()
  }

  private mutating func found() throws(DemoError) {
    let made = try schakeld.succeed(["init", "--data", data, "--json"])
    let space = try Worker.document(made.out)["space"]?["id"]?.string ?? ""
    try server.start(schakeld, data: data, in: setting.folder)
    for name in Self.names {
      let folder = "\(setting.folder)/\(name.lowercased())"
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
      } catch {
        throw DemoError(.file, "\(folder) cannot be made: \(error)")
      }
      let tool = Tool(
        path: setting.schakel, environment: setting.toolEnvironment, scratch: folder)
      let worker = Worker(name: name, home: folder + "/home", tool: tool)
      let invitation = try schakeld.succeed([
        "invite", "--data", data, "--space", space, "--role", "contributor",
        "--person", worker.prompt, "--name", name, "--server", server.address,
      ]).out.split(separator: "\n").joined()
      try worker.type(["enrol", invitation])
      devices.append(SoakDevice(worker: worker, folder: folder))
    }
  }

  /// - Returns: whether what was to be killed was still at work.
  private mutating func round(_ number: Int) throws(DemoError) -> Bool {
    // Two in five are the server, which then has somebody to answer.
    let victim = Int.random(in: 0..<(devices.count + 2), using: &draws)
    let isServer = victim >= devices.count
    for index in devices.indices {
      let drawn = devices[index].draw(&draws)
      let brings = isServer && index == number % devices.count
      try devices[index].start(brings ? devices[index].sync : drawn)
    }
    let moments = isServer ? Self.serverMoments : Self.deviceMoments
    let moment = Int.random(in: moments, using: &draws)
    Thread.sleep(forTimeInterval: Double(moment) / 1_000)
    guard isServer || devices[victim].isAtWork else {
      for index in devices.indices { try devices[index].finish(mayFail: false) }
      return false
    }
    let name = isServer ? "the server" : devices[victim].atWork
    if isServer { server.kill() } else { devices[victim].kill() }
    for index in devices.indices {
      try devices[index].finish(mayFail: isServer || index == victim)
    }
    if isServer { try verifyServer() } else { try devices[victim].verify() }
    let count = devices.map(\.journal.changes).reduce(0, +)
    setting.line(
      "kill \(number) of \(setting.kills): \(name), after \(moment) ms; "
        + "whole, with all of \(count) acknowledged changes")
    return true
  }

  /// The region's database opens and verifies before and after it is served again, and no change that
  /// it acknowledged is missing while no device has had the time to hand anything in again.
  private func verifyServer() throws(DemoError) {
    try schakeld.succeed(["audit", "verify", "--data", data])
    let status = try Worker.document(schakeld.succeed(["status", "--data", data, "--json"]).out)
    let acknowledged = devices.map(\.journal.atRegion).reduce(0, +)
    guard let changes = status["changes"]?.integer, changes >= acknowledged else {
      throw DemoError(
        .refused,
        "the region has \(status["changes"]?.text ?? "no") changes, and acknowledged \(acknowledged)"
      )
    }
    try server.start(schakeld, data: data, in: setting.folder)
  }

  /// All meet: every device ends synchronised, with the same and with all that anybody was told is
  /// kept.
  private mutating func conclude() throws(DemoError) {
    for _ in 0..<2 { for device in devices { try device.worker.type(["sync"]) } }
    try schakeld.succeed(["audit", "verify", "--data", data])
    let export = try devices[0].export()
    for device in devices {
      try device.verify()
      guard try device.export() == export, device.journal.missing(in: export).isEmpty else {
        throw DemoError(
          .refused, "\(device.worker.name) and \(devices[0].worker.name) differ in the end")
      }
    }
    setting.line(
      "soak: \(setting.kills) kills, \(export.count) contributions, none missing on any device")
  }
}
