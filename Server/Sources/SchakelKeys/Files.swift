#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Readable and writable by the owner alone.
private let ownerOnly: mode_t = 0o600
private let everyoneElse: mode_t = 0o077

func describe(errno code: Int32) -> String {
  // SAFETY: strerror answers a static string for every code, valid until the next call; it is
  // copied at once.
  unsafe String(cString: strerror(code))
}

/// Creates `path`, writes `bytes`, and synchronises them to the disk. Leaves nothing on failure.
func writeNewFile(_ bytes: [UInt8], at path: String) throws(KeyError) {
  // SAFETY: a path becomes a C string that lives for the call.
  let file = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, ownerOnly)
  guard file >= 0 else { throw .unwritable(path, errno: errno) }
  defer { close(file) }
  let failure = writeAll(bytes, to: file) ?? (fsync(file) == 0 ? nil : errno)
  if let failure {
    unlinkQuietly(path)
    throw .unwritable(path, errno: failure)
  }
}

/// Answers the errno of the first failed write, nil when all is written.
private func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    // SAFETY: the pointer is used only inside the closure, with its own count.
    let written = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      return errno
    }
    rest = rest.dropFirst(written)
  }
  return nil
}

/// link(2) fails where the name is taken, which rename(2) does not.
func linkWithoutReplacing(_ source: String, as path: String) throws(KeyError) {
  // SAFETY: a path becomes a C string that lives for the call.
  guard unsafe link(source, path) != 0 else { return }
  throw errno == EEXIST ? .exists(path) : .unwritable(path, errno: errno)
}

func unlinkQuietly(_ path: String) {
  // SAFETY: a path becomes a C string that lives for the call.
  unsafe unlink(path)
}

/// A new name is durable only when its folder is (fsync(2), NOTES).
func synchroniseFolder(of path: String) throws(KeyError) {
  let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
  // SAFETY: a path becomes a C string that lives for the call.
  let file = unsafe open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard file >= 0 else { throw .unwritable(String(folder), errno: errno) }
  defer { close(file) }
  guard fsync(file) == 0 else { throw .unwritable(String(folder), errno: errno) }
}

/// The bytes of a file that only its owner may read; at most `limit`, the rest is not read.
func readPrivateFile(at path: String, upTo limit: Int) throws(KeyError) -> [UInt8] {
  // SAFETY: a path becomes a C string that lives for the call.
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else {
    throw errno == ENOENT ? .missing(path) : .unreadable(path, errno: errno)
  }
  defer { close(file) }
  try refuseExposed(file, path)
  return try readBytes(file, path, upTo: limit)
}

private func refuseExposed(_ file: Int32, _ path: String) throws(KeyError) {
  var status = stat()
  // SAFETY: fstat fills the struct it is given, for this call only.
  guard unsafe fstat(file, &status) == 0 else { throw .unreadable(path, errno: errno) }
  guard status.st_mode & everyoneElse == 0 else {
    throw .exposed(path, mode: UInt32(status.st_mode & 0o7777))
  }
}

private func readBytes(_ file: Int32, _ path: String, upTo limit: Int) throws(KeyError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: limit)
  var filled = 0
  while filled < limit {
    // SAFETY: `filled` is below the count, and the pointer stays inside the closure.
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(file, $0.baseAddress?.advanced(by: filled), limit - filled)
    }
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR { continue }
      throw .unreadable(path, errno: errno)
    }
    filled += count
  }
  return Array(bytes.prefix(filled))
}
