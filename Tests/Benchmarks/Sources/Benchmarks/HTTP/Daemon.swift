import Foundation
import SchakelCore

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The daemon as an operator runs it: a process of its own, with a region in a folder and a free
/// port of this machine.
final class Daemon {
  private let binary: String
  /// That of its devices.
  let cryptography: Cryptography
  let folder: String
  private var process = Process()
  /// Such as `http://127.0.0.1:49152`. Another one after ``restart()``.
  private(set) var address: String
  let space: SpaceID

  /// Makes a region with one space and serves it. Returns once it takes requests.
  init(_ binary: String, in folder: String, _ cryptography: Cryptography) throws {
    self.binary = binary
    self.cryptography = cryptography
    self.folder = folder
    let words = try Self.ask(binary, ["init", "--data", folder, "--region", "Voorbeeld", "--json"])
    guard let space = try SpaceID(text: JSONDecoder().decode(Made.self, from: words).space.id)
    else { throw Unexpected("a space without an id") }
    self.space = space
    address = try Self.serve(process, binary, folder)
  }

  deinit { stop() }

  /// What `schakeld init` answers.
  private struct Made: Decodable {
    struct Space: Decodable { let id: String }
    let space: Space
  }

  /// Ends it as an operator does, and waits for that.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// Ends it and starts it again on what it has. Returns once it takes requests and says that it is
  /// ready; the seconds from its start until then.
  func restart() async throws -> Double {
    stop()
    process = Process()
    return try await ContinuousClock().measure {
      address = try Self.serve(process, binary, folder)
      guard let ready = URL(string: address + "/readyz") else { return }
      let (_, answer) = try await URLSession.shared.data(from: ready)
      guard (answer as? HTTPURLResponse)?.statusCode == 200 else {
        throw Unexpected("a daemon that is not ready")
      }
    }.seconds
  }

  /// A new invitation for a person, by the operator's own command.
  func invite(_ person: String) throws -> Invitation {
    let line = try Self.ask(
      binary,
      [
        "invite", "--data", folder, "--space", space.text, "--role", "contributor",
        "--person", person, "--name", "Voorbeeld", "--server", address,
      ])
    return try Invitation(text: String(decoding: line, as: UTF8.self))
  }

  /// Seconds of processor time so far.
  func processorTime() throws -> Double {
    try Processor.seconds(of: process.processIdentifier)
  }

  /// The most memory that it has had at once since its start, in bytes.
  func peakMemory() throws -> Double { try Processor.peakMemory(of: process.processIdentifier) }

  /// Returns once it has nothing to do, as after it has looked through its file.
  func settle() async throws {
    var before = try processorTime()
    while true {
      try await Task.sleep(for: .milliseconds(500))
      let now = try processorTime()
      guard now - before > 0.05 else { return }
      before = now
    }
  }

  // MARK: Processes

  /// What is measured is the work, and not what one caller may have of it.
  private static let limits = [
    "requests-per-device-minute=100000000", "requests-per-address-minute=100000000",
    "connections-per-address=2048", "requests-per-address=256",
  ]

  private static func serve(
    _ process: Process, _ binary: String, _ folder: String
  ) throws -> String {
    let output = prepare(
      process, binary,
      ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--log-level", "error"]
        + Self.limits.flatMap { ["--limit", $0] })
    try process.run()
    var line = ""
    while !line.contains("\n") {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else { throw Unexpected("the daemon ended before it listened") }
      line += String(decoding: part, as: UTF8.self)
    }
    guard let start = line.range(of: "http://") else { throw Unexpected("no address in \(line)") }
    return String(line[start.lowerBound...].prefix { !$0.isWhitespace })
  }

  /// What a command prints.
  private static func ask(_ binary: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    let output = prepare(process, binary, arguments)
    try process.run()
    let words = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Unexpected("schakeld \(arguments[0]) failed")
    }
    return words
  }

  /// Settings of whoever measures must not reach the daemon.
  private static func prepare(
    _ process: Process, _ binary: String, _ arguments: [String]
  ) -> Pipe {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("SCHAKELD_")
    }
    process.standardOutput = output
    return output
  }
}

extension Bench {
  /// A daemon with an empty region in a folder of its own.
  func makeDaemon() throws -> Daemon {
    guard let daemon else { throw Unexpected("there is no schakeld; name one with --schakeld") }
    return try Daemon(daemon, in: try scratch.folder(), cryptography)
  }

  /// Ends a daemon, and removes its region.
  func discard(_ daemon: Daemon) {
    daemon.stop()
    scratch.remove(daemon.folder)
  }
}
