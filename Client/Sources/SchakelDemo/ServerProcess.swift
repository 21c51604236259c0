import Foundation
import Synchronization

/// The region's server, a process of its own that this one starts and stops.
///
/// The port is free when the server is started first, as the system chooses it, and stays the
/// region's: devices know it from their invitations.
public final class ServerProcess: Sendable {
  private let process = Mutex<Process?>(nil)
  private let chosen = Mutex(0)

  public init() {}

  /// 0 before the first start.
  var port: Int { chosen.withLock { $0 } }
  var address: String { "http://127.0.0.1:\(port)" }
  /// nil while no server runs.
  public var processID: Int32? {
    process.withLock { $0.flatMap { $0.isRunning ? $0.processIdentifier : nil } }
  }

  private static let tries = 20
  private static let lookInterval = 0.05
  private static let looks = 600

  /// Starts the server and waits until it listens.
  ///
  /// - Parameters:
  ///   - folder: where its output goes: `server.out` and `server.log`.
  ///   - more: options of `schakeld serve` beside the place and the address.
  /// - Throws: `noServer` when it does not come up, also not after some tries: in the time between
  ///   two runs something else may have the port for a moment.
  func start(
    _ tool: Tool, data: String, in folder: String, more: [String] = []
  ) throws(DemoError) {
    for attempt in 1...Self.tries {
      let arguments = ["serve", "--data", data, "--listen", "127.0.0.1:\(port)"] + more
      let started = try tool.start(
        arguments, out: folder + "/server.out", err: folder + "/server.log")
      process.withLock { $0 = started }
      if let found = try listening(started, folder) {
        chosen.withLock { $0 = found }
        return
      }
      stop()
      if attempt < Self.tries { Thread.sleep(forTimeInterval: 1) }
    }
    throw DemoError(.noServer, "The server does not come up: see \(folder)/server.log.")
  }

  /// The port in what the server prints first; nil when it gave up.
  private func listening(_ started: Process, _ folder: String) throws(DemoError) -> Int? {
    for _ in 0..<Self.looks {
      let line = try Tool.read(folder + "/server.out")
      if line.hasSuffix("\n") { return Self.port(in: line) }
      if !started.isRunning { return nil }
      Thread.sleep(forTimeInterval: Self.lookInterval)
    }
    return nil
  }

  /// `listening on http://127.0.0.1:34401`
  static func port(in line: String) -> Int? {
    line.split(separator: "\n").first?.split(separator: ":").last.flatMap { Int($0) }
  }

  /// Ends the server as a power cut does, and waits for that.
  func kill() {
    let ending = process.withLock { process in
      defer { process = nil }
      return process
    }
    guard let ending else { return }
    Foundation.kill(ending.processIdentifier, SIGKILL)
    ending.waitUntilExit()
  }

  /// Asks the server to end, by its process id, and waits for that.
  ///
  /// - Returns: its exit status; nil where none ran.
  @discardableResult
  public func stop() -> Int32? {
    let ending = process.withLock { process in
      defer { process = nil }
      return process
    }
    guard let ending else { return nil }
    ending.terminate()
    ending.waitUntilExit()
    return ending.terminationReason == .exit ? ending.terminationStatus : -1
  }
}
