import Foundation

/// A process of this program that goes on after the one that starts it.
enum ProcessLeftBehind {
  /// Starts one with these arguments, which hears and says nothing. Nothing comes of it where the system
  /// does not say which program this is.
  static func start(_ arguments: [String]) {
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // It stays where the terminal is closed; what is ignored here is ignored there (execve(2)).
    signal(SIGHUP, SIG_IGN)
    try? process.run()
  }
}
