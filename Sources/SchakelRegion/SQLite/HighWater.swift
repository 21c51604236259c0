import SchakelStore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A mark beside the database that says how far it had come, by which a database that was put back,
/// copied or moved is noticed.
///
/// It holds the number of the last commit and the number of the database's file (inode). A database
/// with a lower number of commits was put back; one in another file was copied or moved here; a
/// mark that is missing or cannot be read says nothing, and is taken for the worst. All three only
/// begin a new epoch, which costs nothing when it was a false alarm.
///
/// The mark is written after each commit and not forced to the disk: it survives whatever ends the
/// process. Should the machine lose power, the mark may be too low, never too high. Should somebody
/// turn back a whole disk with database and mark in step, nothing here can notice; the marks in the
/// cursors of devices do.
final class HighWater: Sendable {
  struct Mark: Equatable {
    var commits: UInt64
    var file: UInt64
  }

  private static let magic = Array("schakel high water 1".utf8)
  private static let size = magic.count + 16

  private let path: String
  /// The open file; -1 before the first write.
  private let descriptor = Mutex<Int32>(-1)

  init(path: String) {
    self.path = path
  }

  deinit {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Self.shut(descriptor) }
    }
  }

  /// The mark, or nil where there is none that can be read.
  func read() -> Mark? {
    // unsafe: the path is read during the call, and the buffer lives for its closure.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { _ = Self.shut(file) }
    var bytes = [UInt8](repeating: 0, count: Self.size)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe pread(file, buffer.baseAddress, buffer.count, 0)
    }
    guard count == Self.size, bytes.starts(with: Self.magic) else { return nil }
    func number(at offset: Int) -> UInt64 {
      bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    return Mark(commits: number(at: Self.magic.count), file: number(at: Self.magic.count + 8))
  }

  /// Writes the mark. A mark that cannot be written stays too low, and the next commit tries again.
  func write(_ mark: Mark) {
    var bytes = Self.magic
    for number in [mark.commits, mark.file] {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    descriptor.withLock { descriptor in
      if descriptor < 0 {
        // unsafe: the path is read during the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      }
      guard descriptor >= 0 else { return }
      // unsafe: the buffer lives for its closure.
      _ = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, 0)
      }
    }
  }

  private static func shut(_ descriptor: Int32) -> Int32 { close(descriptor) }
}

/// What the file system says of a file.
enum FileFacts {
  /// The file's own number (inode), which a copy does not share; nil when there is no file.
  static func number(of path: String) -> UInt64? {
    facts(of: path).map { UInt64($0.st_ino) }
  }

  /// The bytes of a file; zero when there is none.
  static func size(of path: String) -> UInt64 {
    facts(of: path).map { UInt64($0.st_size) } ?? 0
  }

  private static func facts(of path: String) -> stat? {
    var facts = stat()
    // unsafe: the path and the struct are used during the call only.
    return unsafe stat(path, &facts) == 0 ? facts : nil
  }
}
