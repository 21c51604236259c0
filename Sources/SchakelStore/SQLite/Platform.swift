#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The few calls of the operating system that SQLite does not make for us.
///
/// None of them opens a database that may be in use: closing any descriptor of a file drops all
/// of the process's POSIX locks on it (https://www.sqlite.org/howtocorrupt.html §2.2).
///
/// Unsafe: each call is lent what it needs until it returns, and keeps nothing.
enum Platform {
  private static let privateFolder: mode_t = 0o700
  private static let privateFile: mode_t = 0o600

  /// Sleeps for `microseconds`, or less when a signal arrives.
  static func sleep(microseconds: Int) {
    _ = usleep(UInt32(clamping: microseconds))
  }

  /// Whether a write failed because this user may not store more.
  static func isQuotaError(_ error: Int32) -> Bool { error == EDQUOT }

  /// Whether a write failed because the disk takes no changes any more.
  static func isReadOnlyError(_ error: Int32) -> Bool { error == EROFS }

  /// The size of the file in bytes, nil when there is none.
  static func size(of path: String) -> Int? {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : nil
  }

  /// Creates the folders that `path` needs, each with mode 0700; folders that exist are left alone.
  /// Returns 0, or the error number.
  static func createFolders(above path: String) -> Int32 {
    let bytes = Array(path.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      let folder = String(decoding: bytes[..<index], as: UTF8.self)
      if size(of: folder) == nil, unsafe mkdir(folder, privateFolder) != 0, errno != EEXIST {
        return errno
      }
    }
    return 0
  }

  /// Creates an empty file with mode 0600; one that exists is not opened. Returns 0, or the error
  /// number.
  static func createFile(at path: String) -> Int32 {
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, privateFile)
    guard descriptor >= 0 else { return errno == EEXIST ? 0 : errno }
    close(descriptor)
    return 0
  }

  static func areEqual(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let other = right.baseAddress else { return true }
    return unsafe memcmp(left, other, right.count) == 0
  }

  static func describe(error number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
