import Foundation
import SchakelJSON
import Testing

@testable import SchakelDemo

/// A region and its devices as the built programs make them, each in a process of its own, with a
/// ``Tap`` on the line between them.
final class Programs {
  /// The server, which this package does not build: `SCHAKELD=$(.ci/binary Server schakeld)`. None where
  /// that is not said, and there is nothing to run.
  static let servers = ProcessInfo.processInfo.environment["SCHAKELD"].map { [$0] } ?? []

  let folder: String
  let server = ServerProcess()
  private let schakeld: Tool
  private let space: String
  private(set) var tap: Tap

  init(server path: String) throws {
    folder = try DemoRun.freshFolder()
    schakeld = Tool(path: path, environment: [:], scratch: folder)
    let made = try schakeld.succeed(["init", "--data", folder + "/region", "--json"])
    space = try #require(try Worker.document(made.out)["space"]?["id"]?.string)
    try server.start(schakeld, data: folder + "/region", in: folder)
    tap = try Tap(to: server.port)
  }

  deinit {
    server.kill()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var data: String { folder + "/region" }

  /// Ends the server at once, does something to its files, and starts it again.
  func whileDown(_ body: () throws -> Void) throws {
    server.kill()
    try body()
    try server.start(schakeld, data: data, in: folder)
  }

  func region(_ arguments: String...) throws -> String { try schakeld.succeed(arguments).out }

  /// A device of a person, enrolled over the tap.
  func device(of name: String) throws -> Worker {
    let worker = try stranger(name)
    try worker.type(["enrol", invitation(for: name)])
    return worker
  }

  /// A device that is not enrolled.
  func stranger(_ name: String) throws -> Worker {
    let scratch = folder + "/out-" + name
    try FileManager.default.createDirectory(
      atPath: scratch, withIntermediateDirectories: true)
    let tool = Tool(
      path: try Self.schakel(), environment: ["LANG": "C", "no_proxy": "127.0.0.1"],
      scratch: scratch)
    return Worker(name: name, home: folder + "/" + name, tool: tool)
  }

  func invitation(for name: String) throws -> String {
    try schakeld.succeed([
      "invite", "--data", data, "--space", space, "--role", "contributor", "--person", name,
      "--name", "Example \(name)", "--server", "http://127.0.0.1:\(tap.port)",
    ]).out.split(separator: "\n").joined()
  }

  /// All that is in the files of a folder.
  func files(in folder: String) throws -> Data {
    try FileManager.default.subpathsOfDirectory(atPath: folder).reduce(into: Data()) {
      $0.append(FileManager.default.contents(atPath: folder + "/" + $1) ?? Data())
    }
  }

  /// The program lies beside the tests that were built with it.
  private static func schakel() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var folder = URL(filePath: tests).deletingLastPathComponent()
    if !FileManager.default.isExecutableFile(atPath: folder.path() + "schakel") {
      // A test runner of the toolchain's loads the tests as a library.
      folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
    return folder.appending(path: "schakel").path()
  }
}
