import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Terminal {
  /// The terminal this process talks to, if any.
  public static func current(_ environment: [String: String]) -> Terminal {
    let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    return Terminal(
      environment: environment, columns: isOutputTerminal ? columns() : nil,
      isOutputTerminal: isOutputTerminal, isErrorTerminal: isatty(STDERR_FILENO) == 1)
  }

  private static func columns() -> Int? {
    var size = winsize()
    // Unsafe: the call fills the struct it is given and keeps no pointer to it.
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }
}
