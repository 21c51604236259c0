import Foundation

/// A built program, run as a person runs it: in a process of its own, to its end.
struct Tool: Sendable {
  /// What one run came to.
  struct Ended: Sendable {
    let status: Int32
    /// Standard output.
    let out: String
    /// Standard error.
    let err: String
  }

  let path: String
  let environment: [String: String]
  /// A folder for what is printed. Files and not pipes, which are full at some point.
  let scratch: String

  /// - Throws: `notStarted`, `file`. A command that ends with another status than 0 has ended too.
  func run(_ arguments: [String]) throws(DemoError) -> Ended {
    let (out, err) = (scratch + "/out", scratch + "/err")
    let process = try start(arguments, out: out, err: err)
    process.waitUntilExit()
    return Ended(
      status: process.terminationStatus, out: try Self.read(out), err: try Self.read(err))
  }

  /// Runs a command that has to succeed.
  @discardableResult
  func succeed(_ arguments: [String]) throws(DemoError) -> Ended {
    let ended = try run(arguments)
    guard ended.status == 0 else {
      throw DemoError(.refused, "\(line(arguments)) ended with \(ended.status): \(ended.err)")
    }
    return ended
  }

  /// Starts the program and leaves it to itself.
  func start(_ arguments: [String], out: String, err: String) throws(DemoError) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.fresh(out)
    process.standardError = try Self.fresh(err)
    do {
      try process.run()
    } catch {
      throw DemoError(.notStarted, "\(line(arguments)) does not start: \(error)")
    }
    return process
  }

  private func line(_ arguments: [String]) -> String {
    ([(path as NSString).lastPathComponent] + arguments).joined(separator: " ")
  }

  private static func fresh(_ path: String) throws(DemoError) -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw DemoError(.file, "\(path) cannot be written.") }
    return file
  }

  static func read(_ path: String) throws(DemoError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw DemoError(.file, "\(path) cannot be read: \(error)")
    }
  }
}
