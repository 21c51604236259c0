#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Keeps a second server off a data folder for as long as it is held.
///
/// Two servers would not harm the data; but readers of one would not hear at once of what the other
/// takes in, and which of the two an operator means would be a guess. The operator's commands need
/// no lock. It is a lock on a file (flock(2)), so the system gives it back however the process ends,
/// and a file that was copied with the folder locks nothing.
struct ServeLock: ~Copyable {
  private let file: Int32

  /// Takes the lock, or answers nil when another process has it. Throws when there can be none.
  static func take(in folder: String) throws -> ServeLock? {
    let path = folder + "/serve.lock"
    // unsafe: the path becomes a C string that lives for the call.
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
    guard file >= 0 else { throw FileFailure(.write, path, errno: errno) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(file)
      if reason == EWOULDBLOCK { return nil }
      throw FileFailure(.write, path, errno: reason)
    }
    return ServeLock(file: file)
  }

  private init(file: Int32) {
    self.file = file
  }

  deinit { close(file) }
}
