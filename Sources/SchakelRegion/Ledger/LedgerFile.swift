#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a ledger on the disk.
package struct LedgerFile: LedgerStorage {
  private static let ownerOnly: mode_t = 0o600
  private static let piece = 1 << 16

  private let path: String

  package init(_ path: String) { self.path = path }

  package func size() -> Int { Int(FileFacts.size(of: path)) }

  package func read() throws(RegionError) -> [UInt8]? {
    // unsafe: the path is read during the call.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .unusable(path, errno)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: Self.piece)
    while true {
      // unsafe: the buffer lives for its closure.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe pread(file, $0.baseAddress, $0.count, off_t(bytes.count))
      }
      guard count >= 0 else { throw .unusable(path, errno) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  package func write(_ bytes: [UInt8], at start: Int) throws(RegionError) {
    let isNew = size() == 0
    // unsafe: the path is read during the call.
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, Self.ownerOnly)
    guard file >= 0 else { throw .unusable(path, errno) }
    defer { close(file) }
    guard ftruncate(file, off_t(start)) == 0 else { throw .unusable(path, errno) }
    try put(bytes, at: start, into: file)
    guard fsync(file) == 0 else { throw .unusable(path, errno) }
    if isNew { try synchroniseFolder() }
  }

  package func keepAside(_ bytes: [UInt8]) throws(RegionError) {
    try LedgerFile(path + ".broken").replace(with: bytes)
  }

  package func replace(with bytes: [UInt8]) throws(RegionError) {
    let part = path + ".part"
    // unsafe: paths are read during the calls.
    _ = unsafe unlink(part)
    try LedgerFile(part).write(bytes, at: 0)
    guard unsafe rename(part, path) == 0 else { throw .unusable(path, errno) }
    try synchroniseFolder()
  }

  package func flush() throws(RegionError) {
    // unsafe: the path is read during the call.
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return }
      throw .unusable(path, errno)
    }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .unusable(path, errno) }
    try synchroniseFolder()
  }

  private func put(
    _ bytes: [UInt8], at start: Int, into file: Int32
  ) throws(RegionError) {
    var written = 0
    while written < bytes.count {
      // unsafe: the pointer is used only inside the closure, with its own count.
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe pwrite(file, $0.baseAddress, $0.count, off_t(start + written))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unusable(path, errno)
      }
      written += count
    }
  }

  /// A new name is durable only when its folder is (fsync(2), NOTES).
  private func synchroniseFolder() throws(RegionError) {
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
    // unsafe: the path is read during the call.
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .unusable(folder, errno) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .unusable(folder, errno) }
  }
}

extension RegionError {
  fileprivate static func unusable(_ path: String, _ number: Int32) -> RegionError {
    // unsafe: the text is copied before anything else can be asked of the system's library.
    let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    return RegionError(
      .storage,
      "the ledger beside the database cannot be used (\(path): \(reason)), and what has to be in it is "
        + "not done until it can: mend that, and try again")
  }
}
