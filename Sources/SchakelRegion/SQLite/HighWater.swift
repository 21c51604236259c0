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
/// process. The first that a process writes is, so that there is one when the power fails: without any
/// the database would be taken for one that was put back. Where it cannot be written, that commit
/// stands, and no other begins before the mark is there: a put-back of more than it would go unnoticed.
/// Should the machine lose power, the mark may be too low, never too high. Should somebody turn back a
/// whole disk with database and mark in step, nothing here can notice; the marks in the cursors of
/// devices do.
final class HighWater: Sendable {
  struct Mark: Equatable {
    var commits: UInt64
    var file: UInt64
  }

  private static let magic = Array("schakel high water 1".utf8)
  private static let size = magic.count + 16

  private struct State {
    /// The open file; -1 before the first transaction.
    var descriptor: Int32 = -1
    /// What could not be written.
    var owed: Mark?
    /// Whether a mark of this process is on the disk.
    var isFlushed = false
  }

  private let path: String
  private let state = Mutex(State())

  init(path: String) {
    self.path = path
  }

  deinit {
    state.withLock { state in
      if state.descriptor >= 0 { _ = Self.shut(state.descriptor) }
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

  /// Opens the file, and writes what could not be written before.
  /// - Throws: `storage`, when there is no writing here.
  func prepare() throws(RegionError) {
    try state.withLock { state throws(RegionError) in
      if state.descriptor < 0 {
        // unsafe: the path is read during the call.
        state.descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard state.descriptor >= 0 else { throw refusal(errno) }
      }
      guard let owed = state.owed else { return }
      let error = Self.write(owed, to: state.descriptor)
      guard error == 0 else { throw refusal(error) }
      state.owed = nil
    }
  }

  /// Writes the mark, or leaves it to the next ``prepare()``.
  func write(_ mark: Mark) {
    state.withLock { state in
      state.owed = Self.write(mark, to: state.descriptor) == 0 ? nil : mark
      // The next commit tries again where this cannot be.
      if !state.isFlushed { state.isFlushed = flush(state.descriptor) }
    }
  }

  /// The file, and its name in its folder.
  private func flush(_ descriptor: Int32) -> Bool {
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
    // unsafe: the path is read during the call.
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { _ = Self.shut(file) }
    return fsync(descriptor) == 0 && fsync(file) == 0
  }

  /// Answers 0 or an error number.
  private static func write(_ mark: Mark, to descriptor: Int32) -> Int32 {
    var bytes = magic
    for number in [mark.commits, mark.file] {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    // unsafe: the buffer lives for its closure.
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, 0)
    }
    if count < 0 { return errno }
    return count == bytes.count ? 0 : ENOSPC
  }

  private func refusal(_ error: Int32) -> RegionError {
    // unsafe: the text is copied before anything else can be asked of the system's library.
    let reason = unsafe strerror(error).map { unsafe String(cString: $0) } ?? "error \(error)"
    return RegionError(
      .storage,
      "the mark beside the database cannot be written (\(path): \(reason)), and nothing else is "
        + "until it can: mend that, and try again")
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
