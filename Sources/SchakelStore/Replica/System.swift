#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The operating system's clock and files, for what SQLite does not do for a replica.
enum System {
  /// Milliseconds since 1970 (UTC).
  static func milliseconds() -> UInt64 {
    var time = timespec()
    // unsafe: the pointer is to a local that outlives the call.
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
  }

  /// What tells a file from its copies on the same volume: its number there.
  static func fileNumber(of path: String) -> UInt64? {
    var facts = stat()
    // unsafe: the pointer is to a local that outlives the call.
    guard unsafe stat(path, &facts) == 0 else { return nil }
    return UInt64(facts.st_ino)
  }

  /// Opens a file for reading and writing, creating it with mode 0600; negative on failure.
  static func openFile(_ path: String) -> Int32 {
    // unsafe: a C call that reads the path during the call only.
    unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
  }

  static func close(_ descriptor: Int32) {
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Glibc.close(descriptor)
    #endif
  }

  /// Up to `count` bytes from the start of the file.
  ///
  /// unsafe: at most `count` bytes are written, into a buffer of that capacity.
  static func read(_ descriptor: Int32, count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, unsafe pread(descriptor, buffer.baseAddress, count, 0))
    }
  }

  /// Writes all bytes at a place in the file; false when not all were written.
  static func write(_ descriptor: Int32, _ bytes: [UInt8], at offset: Int) -> Bool {
    // unsafe: the buffer is read during the call only.
    unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
    } == bytes.count
  }

  /// Takes all bytes out of the file.
  static func empty(_ descriptor: Int32) { _ = ftruncate(descriptor, 0) }
}
