import NIOPosix
import SchakelRegion
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file without a name, which is gone with the last who holds it, however this process ends. It is
/// written from its beginning to its end, and then read in pieces.
///
/// A long answer waits in it for whoever takes it: the database is not kept open for a slow reader,
/// and the memory is not filled.
final class ScratchFile: Sendable {
  /// Bytes that are read at once.
  static let pieceBytes = 256 * 1024

  private let file: Int32
  private let failure = Mutex<Int32>(0)

  /// Makes one on the disk that holds `folder`. Throws a ``Problem`` where that takes none.
  init(in folder: String) throws(Problem) {
    var path = Array((folder + "/.schakel-XXXXXX").utf8CString)
    // SAFETY: mkstemp writes into the local array it is given, which ends in a zero, for this call;
    // it makes a file that only its owner may read. unlink reads the same array.
    file = unsafe path.withUnsafeMutableBufferPointer { name in
      guard let start = name.baseAddress else { return -1 }
      let file = unsafe mkstemp(start)
      if file >= 0 { unsafe unlink(start) }
      return file
    }
    guard file >= 0 else { throw Self.problem(errno) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(file) }

  /// Adds bytes at the end. Throws `storage`; ``problem`` then says why.
  func append(_ bytes: [UInt8]) throws(RegionError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only inside the closure, with its own count.
      let written = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      if written < 0 {
        let number = errno
        if number == EINTR { continue }
        failure.withLock { $0 = number }
        throw RegionError(.storage, "a scratch file cannot be written")
      }
      rest = rest.dropFirst(written)
    }
  }

  /// What a failed ``append(_:)`` is to the outside; nil where none failed.
  var problem: Problem? {
    let number = failure.withLock(\.self)
    return number == 0 ? nil : Self.problem(number)
  }

  /// The bytes from a place on, at most ``pieceBytes``; none at the end.
  func piece(at offset: Int) async throws -> [UInt8] {
    try await NIOThreadPool.singleton.runIfActive { [file] in
      var isWhole = true
      // SAFETY: the buffer has room for as many bytes as are asked for, and as many of it are said
      // to be written as were.
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
        let length = unsafe pread(file, buffer.baseAddress, Self.pieceBytes, off_t(offset))
        isWhole = length >= 0
        count = max(0, length)
      }
      guard isWhole else { throw Problem.unexplained }
      return bytes
    }
  }

  private static func problem(_ number: Int32) -> Problem {
    number == ENOSPC || number == EDQUOT ? .storageFull : .unexplained
  }
}
