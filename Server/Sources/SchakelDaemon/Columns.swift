#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where nothing says how wide the terminal is.
private let usualColumns = 80

extension DaemonContext {
  /// How many cells a line of standard output has: what `COLUMNS` says, then what the terminal says;
  /// nil where there is no terminal, and whoever reads wants all of it.
  static func columns(
    _ environment: [String: String], isTerminal: Bool, terminal: () -> Int?
  ) -> Int? {
    guard isTerminal else { return nil }
    let said = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return said ?? terminal() ?? usualColumns
  }

  /// The same of this process.
  static func columns(_ environment: [String: String]) -> Int? {
    columns(environment, isTerminal: isatty(STDOUT_FILENO) == 1) {
      var size = winsize()
      // SAFETY: the call fills the struct it is given and keeps no pointer to it.
      guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
      else { return nil }
      return Int(size.ws_col)
    }
  }
}
