import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system's calls on paths and files, each with its reason for being memory-safe: Swift hands
/// a path as a copy that ends in a zero byte and lives as long as the call, and a buffer with its
/// own length; no call here keeps a pointer.
enum System {
  /// The descriptor, or -1 with `errno` set.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    // Unsafe: see above.
    unsafe Foundation.open(path, flags | O_CLOEXEC, mode)
  }

  static func unlink(_ path: String) -> Int32 {
    // Unsafe: see above.
    unsafe Foundation.unlink(path)
  }

  static func rename(_ old: String, _ new: String) -> Int32 {
    // Unsafe: see above.
    unsafe Foundation.rename(old, new)
  }

  static func link(_ old: String, _ new: String) -> Int32 {
    // Unsafe: see above.
    unsafe Foundation.link(old, new)
  }

  /// What the file is; nil with `errno` set.
  static func status(of file: Int32) -> stat? {
    var status = stat()
    // Unsafe: fstat fills the struct it is given.
    return unsafe fstat(file, &status) == 0 ? status : nil
  }

  /// At most `count` bytes, none at the end; nil with `errno` set.
  static func read(_ file: Int32, count: Int) -> [UInt8]? {
    var page = [UInt8](repeating: 0, count: count)
    while true {
      // Unsafe: see above.
      let got = unsafe page.withUnsafeMutableBytes {
        unsafe Foundation.read(file, $0.baseAddress, $0.count)
      }
      if got >= 0 { return Array(page[..<got]) }
      guard errno == EINTR else { return nil }
    }
  }

  /// Whether all of `content` was written; `errno` is set where not.
  static func write(_ file: Int32, _ content: [UInt8]) -> Bool {
    var offset = 0
    while offset < content.count {
      // Unsafe: see above.
      let count = unsafe content[offset...].withUnsafeBytes {
        unsafe Foundation.write(file, $0.baseAddress, $0.count)
      }
      if count < 0 && errno != EINTR { return false }
      offset += max(count, 0)
    }
    return true
  }
}
