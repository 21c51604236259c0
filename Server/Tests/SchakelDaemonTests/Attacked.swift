import EdgeTesting
import Foundation
import NIOSSL
import RegionTesting
import SchakelCore
import SchakelSync
import Testing

/// The built program under attack: an honest device, an attacker with a device of its own, and what the
/// program's memory comes to.
final class Attacked {
  /// Where attackers come from, so that the honest device has an address of its own.
  static let elsewhere = "127.0.0.2"
  /// Bytes of bodies and answers that the program holds at once under attack, as its option says.
  static let bytesInFlight = 32 * 1024 * 1024
  /// What the program's memory may grow by under attack, in kilobytes: twice what it holds of bodies
  /// (received, and read), and as much again for all else.
  static let growth = 3 * bytesInFlight / 1024

  let running: Running
  let space: SpaceID
  let honest, hostile: TestDevice
  /// The TLS to speak with the program; nil where it speaks none.
  let security: TLSConfiguration?
  private let atRest: Int

  private init(_ limits: [String], isSecure: Bool, _ scratch: Scratch) async throws {
    let authority = try TestAuthority()
    security = isSecure ? try authority.client() : nil
    let tls = isSecure ? try Self.files(authority.identity(), scratch) : []
    let data = scratch.path + "/data"
    try await Running.command("init", "--data", data)
    let all = ["bytes-in-flight=\(Self.bytesInFlight)"] + limits
    running = try await Running.serve(
      data, all.flatMap { ["--limit", $0] } + tls, logFile: scratch.path + "/serve.log")
    space = try await running.status().space
    honest = try await running.device(of: "honest", in: space, scratch, by: security)
    hostile = try await running.device(of: "hostile", in: space, scratch, by: security)
    _ = try await honest.sync()
    atRest = try Self.kilobytes("VmRSS", of: running.process)
  }

  /// Serves a region with these limits, attacks it, and sees that it is none the worse: it serves the
  /// honest device, has not grown beyond measure, and stops when it is told to.
  static func run(
    _ limits: [String], isSecure: Bool = false, _ attack: (Attacked) async throws -> Void
  ) async throws {
    let scratch = try Scratch()
    let attacked = try await Attacked(limits, isSecure: isSecure, scratch)
    try await attack(attacked)
    try await attacked.worksOn()
    let most = try kilobytes("VmHWM", of: attacked.running.process)
    #expect(most - attacked.atRest < growth, "grew from \(attacked.atRest) kB to \(most) kB")
    await attacked.running.end(by: SIGTERM)
    #expect(attacked.running.process.terminationReason == .exit)
    #expect(attacked.running.process.terminationStatus == 0)
  }

  private static func files(
    _ identity: TestAuthority.Identity, _ scratch: Scratch
  ) throws -> [String] {
    let (certificate, key) = (scratch.path + "/certificate.pem", scratch.path + "/key.pem")
    try identity.certificate.write(toFile: certificate, atomically: true, encoding: .utf8)
    try identity.key.write(toFile: key, atomically: true, encoding: .utf8)
    return ["--tls-certificate", certificate, "--tls-key", key]
  }

  /// The honest device writes and synchronises.
  func worksOn() async throws {
    try honest.note("a note", in: space)
    let report = try await honest.sync()
    #expect(report.isSynchronised, "\(report)")
  }

  /// What the system says of the program's memory.
  private static func kilobytes(_ name: String, of process: Process) throws -> Int {
    let status = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name + ":") })
    return try #require(Int(line.filter(\.isNumber)))
  }

  /// The sockets that the program has open.
  func sockets() throws -> Int {
    let folder = "/proc/\(running.process.processIdentifier)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).count {
      // One may be closed meanwhile.
      (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0))?
        .hasPrefix("socket:") == true
    }
  }

  /// Connects from elsewhere.
  func connect<Value>(_ body: (Wire) async throws -> Value) async throws -> Value {
    try await Wire.connect(to: running.port, from: Self.elsewhere, body)
  }

  /// Where the program listens.
  var port: Int { running.port }

  /// Runs `body` so many times at once, with the port and a number; what each came to.
  static func crowd<Value: Sendable>(
    _ count: Int, at port: Int, _ body: @escaping @Sendable (Int, Int) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
      for number in 0..<count { group.addTask { try await body(port, number) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// The head of a push by the attacker's device.
  func push(_ fields: String...) -> String {
    (["POST /v1/sync HTTP/1.1", "Host: a", "Authorization: Bearer \(hostile.token)"]
      + ["Content-Type: \(ProtocolVersion.mediaType)"] + fields + ["", ""])
      .joined(separator: "\r\n")
  }
}
