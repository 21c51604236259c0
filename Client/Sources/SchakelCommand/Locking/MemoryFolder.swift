import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where this user's files never reach a disk, and are gone when the machine stops: for a key that one
/// command leaves for the next.
enum MemoryFolder {
  /// The folder of this program there, for its user alone; nil where the system has no such place, as
  /// macOS has not.
  static func current(_ environment: [String: String]) -> String? {
    let user = getuid()
    let named = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    for folder in [named, "/run/user/\(user)"].compactMap(\.self) where isInMemory(folder) {
      if let own = made(folder + "/schakel", by: user) { return own }
    }
    guard isInMemory("/dev/shm") else { return nil }
    return made("/dev/shm/schakel-\(user)", by: user)
  }

  /// The folder, if it is this user's and nobody else may look into it: in a place where all may write,
  /// somebody else may have made it first.
  static func made(_ path: String, by user: uid_t) -> String? {
    // Unsafe: Swift lends the path for the call, here and below.
    _ = unsafe mkdir(path, 0o700)
    var facts = stat()
    guard unsafe lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR,
      facts.st_uid == user, facts.st_mode & 0o077 == 0
    else { return nil }
    return path
  }

  private static func isInMemory(_ path: String) -> Bool {
    guard let mounts = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
    else { return false }
    return isInMemory(URL(filePath: path).resolvingSymlinksInPath().path, mounts: mounts)
  }

  /// Whether the last of the file systems that are deepest on the way to a path keeps its files in
  /// memory.
  ///
  /// - Parameter mounts: as fstab(5) has them, a file system a line.
  static func isInMemory(_ path: String, mounts: String) -> Bool {
    var deepest = (length: -1, type: Substring())
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2 else { continue }
      let place = fields[1] == "/" ? "" : fields[1].replacing("\\040", with: " ")
      guard path == place || path.hasPrefix(place + "/"), place.utf8.count >= deepest.length
      else { continue }
      deepest = (length: place.utf8.count, type: fields[2])
    }
    return deepest.type == "tmpfs" || deepest.type == "ramfs"
  }
}
