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

  /// The folder that a file which could not be made was to be in, where that is not there: open(2)
  /// says of a new file that it is not there when its folder is not.
  var missingFolder: String? {
    guard attempt == .write, errno == ENOENT, let end = path.lastIndex(of: "/") else { return nil }
    return String(path[..<end])
  }

  init(_ attempt: Attempt, _ path: String, errno: Int32) {
    self.attempt = attempt
    self.path = path
    self.errno = errno
  }
}
