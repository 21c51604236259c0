import Foundation
import SchakelJSON

/// Many devices and one server with a bad network between them, and proof that all end with the same.
///
/// Round by round the network is another one (``Weather``), and each device has a command drawn for it: it
/// writes, reads files in, edits what is its own and what is everybody's, or synchronises. Processes are
/// ended by SIGKILL at drawn moments, in some rounds the server too, and all that still runs when a round
/// is over. Then the sky clears, everybody synchronises, and all have to hold the same, byte for byte, with
/// all that was acknowledged to anybody.
///
/// The same seed draws the same work and the same networks. What meets what is the machine's to say.
public struct Storm {
  let setting: SoakSetting
  let rounds: Int
  let server: ServerProcess
  private let schakeld: Tool
  let proxy: FaultProxy
  var draws: Draws
  var devices: [SoakDevice] = []
  private var common = ""
  private var data: String { setting.folder + "/region" }
  private var killed = 0

  /// Milliseconds until the first processes of a round are killed, and until all are.
  private static let firstKill = 50...2_000
  private static let longest = 6_000

  /// A storm whose server the caller stops. Of the setting, `kills` does not matter.
  public init(_ setting: SoakSetting, rounds: Int, server: ServerProcess) throws(DemoError) {
    self.setting = setting
    self.rounds = rounds
    self.server = server
    draws = Draws(seed: setting.seed)
    schakeld = Tool(
      path: setting.schakeld, environment: setting.toolEnvironment, scratch: setting.folder)
    proxy = try FaultProxy(seed: draws.next()) { server.port }
  }

  /// - Throws: what does not hold, or could not be done.
  public mutating func run(devices count: Int) throws(DemoError) {
    defer { proxy.stop() }
    setting.line("storm: \(count) devices, \(rounds) rounds, seed \(setting.seed)")
    try found(count)
    for number in 1...rounds { try round(number) }
    try conclude()
  }

  mutating func found(_ count: Int) throws(DemoError) {
    let made = try schakeld.succeed(["init", "--data", data, "--json"])
    let space = try Worker.document(made.out)["space"]?["id"]?.string ?? ""
    try startServer()
    for number in 1...count {
      let name = "Toestel\(number)"
      let folder = "\(setting.folder)/\(number)"
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
        "--person", worker.prompt, "--name", name, "--server", proxy.address,
      ]).out.split(separator: "\n").joined()
      try worker.type(["enrol", invitation])
      if number == 1 {
        let note = try worker.type(["note", "add", "--title", "Iedereen", "--json"])
        common = try Worker.document(note)["id"]?.string ?? ""
      }
      try worker.type(["sync"])
      devices.append(SoakDevice(worker: worker, folder: folder, common: common))
    }
  }

  /// All devices come from one address: what is tried is the network, not what one caller may ask.
  private func startServer() throws(DemoError) {
    let limits = [
      "requests-per-device-minute", "requests-per-address-minute", "requests-per-address",
      "connections-per-address",
    ].flatMap { ["--limit", "\($0)=100000"] }
    try server.start(schakeld, data: data, in: setting.folder, more: limits)
  }

  private mutating func round(_ number: Int) throws(DemoError) {
    let weather = Weather.foul[(number - 1) % Weather.foul.count]
    proxy.weather = weather
    let endsServer = Int.random(in: 0..<3, using: &draws) == 0
    for index in devices.indices {
      let drawn = devices[index].draw(&draws, stirs: true)
      try devices[index].start(drawn)
    }
    let first = Int.random(in: Self.firstKill, using: &draws)
    Thread.sleep(forTimeInterval: Double(first) / 1_000)
    var victims: Set<Int> = []
    for index in devices.indices where Int.random(in: 0..<4, using: &draws) == 0 {
      if kill(index) { victims.insert(index) }
    }
    if endsServer {
      server.kill()
      try schakeld.succeed(["audit", "verify", "--data", data])
      try startServer()
    }
    let ending = Date.now.addingTimeInterval(Double(Self.longest) / 1_000)
    while Date.now < ending, devices.contains(where: \.isAtWork) {
      Thread.sleep(forTimeInterval: 0.02)
    }
    for index in devices.indices where kill(index) { victims.insert(index) }
    for index in devices.indices {
      try devices[index].finish(
        mayFail: victims.contains(index) || devices[index].needsNetwork)
    }
    killed += victims.count + (endsServer ? 1 : 0)
    setting.line(
      "round \(number) of \(rounds): \(weather.name), \(victims.count) devices killed"
        + (endsServer ? ", and the server" : ""))
  }

  /// - Returns: whether it was still at work.
  private func kill(_ index: Int) -> Bool {
    guard devices[index].isAtWork else { return false }
    devices[index].kill()
    return true
  }

  /// All meet under a clear sky.
  mutating func conclude() throws(DemoError) {
    proxy.weather = .clear
    for _ in 0..<2 { for device in devices { try device.worker.type(["sync"]) } }
    try schakeld.succeed(["audit", "verify", "--data", data])
    let export = try Self.sorted(devices[0].worker.type(["export"]))
    for device in devices {
      try device.verify()
      let status = try device.worker.json("status")
      guard status["synchronised"] == .bool(true) else {
        throw DemoError(.refused, "\(device.worker.name) is not synchronised in the end")
      }
      guard try Self.sorted(device.worker.type(["export"])) == export else {
        throw DemoError(
          .refused, "\(device.worker.name) and \(devices[0].worker.name) differ in the end")
      }
    }
    let counts = proxy.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    setting.line(
      "storm: \(counts.joined(separator: ", ")), \(killed) processes killed; "
        + "\(export.count) contributions, the same on \(devices.count) devices")
  }

  private static func sorted(_ export: String) -> [String] {
    export.split(separator: "\n").map(String.init).sorted()
  }
}
