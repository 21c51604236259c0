import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Asks on the terminal itself, whatever the standard streams are, and shows nothing of what is typed.
enum TerminalPassphrase {
  private static let interrupt = Character("\u{3}")

  /// nil where there is no terminal, or the person gave up (Ctrl-C, Ctrl-D).
  static func ask(_ prompt: String) -> String? {
    guard let terminal = FileHandle(forUpdatingAtPath: "/dev/tty") else { return nil }
    let descriptor = terminal.fileDescriptor
    var before = termios()
    // Unsafe: the settings are lent for each call.
    guard unsafe tcgetattr(descriptor, &before) == 0 else { return nil }
    var silent = before
    // Without signals, too: a program that is stopped here would leave the terminal silent.
    silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
    guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { return nil }
    defer { unsafe _ = tcsetattr(descriptor, TCSAFLUSH, &before) }
    try? terminal.write(contentsOf: Data(prompt.utf8))
    let line = line(from: terminal)
    try? terminal.write(contentsOf: Data("\n".utf8))
    guard let line, !line.contains(interrupt) else { return nil }
    return line
  }

  private static func line(from terminal: FileHandle) -> String? {
    var bytes: [UInt8] = []
    while let next = try? terminal.read(upToCount: 1), let byte = next.first {
      if byte == UInt8(ascii: "\n") { return String(validating: bytes, as: UTF8.self) }
      bytes.append(byte)
      guard bytes.count <= 4_096 else { return nil }
    }
    return nil
  }
}
