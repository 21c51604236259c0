#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file or folder that the system would not let this program use.
struct FileFailure: Error, Equatable {
  /// What was tried.
  enum Attempt: Equatable {
    case read, write, makeFolder
  }

  let attempt: Attempt
  let path: String
  /// Why, as the system numbers it.
  let errno: Int32

  /// Whether there is something of that name already.
  var isTaken: Bool { errno == EEXIST }

  init(_ attempt: Attempt, _ path: String, errno: Int32) {
    self.attempt = attempt
    self.path = path
    self.errno = errno
  }
}
