import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension HomeFolder {
  /// What nobody else may read, and what is taken from others where they may: it was there before, came
  /// from a backup, or was copied. Files with secrets are not among these: what others may have seen is no
  /// secret any more, so that `SecretFile` refuses it.
  private static let narrowed = [
    "replica.sqlite", "replica.sqlite-wal", "replica.sqlite-shm", "replica.sqlite-journal",
    "replica.mark",
  ]

  /// Takes from others what they may do with a home: the folder first, so that nobody gets at a file
  /// meanwhile.
  ///
  /// - Returns: the system's error number where that cannot be done; nil where all is its owner's alone.
  static func narrow(_ home: String) -> Int32? {
    if let number = narrow(folder: home) { return number }
    for name in narrowed {
      if let number = narrowEntry(home + "/" + name), number != ENOENT { return number }
    }
    return nil
  }

  private static func narrow(folder: String) -> Int32? {
    guard let mode = mode(of: folder) else { return errno }
    // A place where everybody puts files, such as /tmp, is nobody's home.
    guard mode & S_ISVTX == 0 || mode & 0o002 == 0 else { return EPERM }
    return narrowEntry(folder)
  }

  private static func narrowEntry(_ path: String) -> Int32? {
    guard let before = mode(of: path) else { return errno }
    guard before & 0o077 != 0 else { return nil }
    // Unsafe: Swift lends the path for the call.
    guard unsafe chmod(path, before & 0o7700) == 0 else { return errno }
    // A file system without modes may take the call and change nothing.
    guard let after = mode(of: path), after & 0o077 == 0 else { return EPERM }
    return nil
  }

  /// nil with `errno` set.
  private static func mode(of path: String) -> mode_t? {
    var facts = stat()
    // Unsafe: Swift lends the path for the call, which fills the struct that it is given.
    return unsafe stat(path, &facts) == 0 ? facts.st_mode : nil
  }
}
