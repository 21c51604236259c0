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

  init(_ attempt: Attempt, _ path: String, errno: Int32) {
    self.attempt = attempt
    self.path = path
    self.errno = errno
  }
}
