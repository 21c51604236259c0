#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that comes into being whole or not at all. It is written under another name beside its
/// own, `NAME.part`, and gets its own once all of it is on the disk, if that is still free.
public struct NewFile: Sendable {
  /// Where it is until it is kept, for a program that writes it itself. It is there, and empty.
  public let part: String
  /// Adds bytes at the end.
  public var append: @Sendable ([UInt8]) throws -> Void
  /// Puts it on the disk under its name. Throws where that is taken; then it is as it was.
  public var keep: @Sendable () throws -> Void
  /// Leaves nothing of it.
  public var discard: @Sendable () -> Void

  /// A file that is written by these.
  public init(
    part: String = "", append: @escaping @Sendable ([UInt8]) throws -> Void,
    keep: @escaping @Sendable () throws -> Void, discard: @escaping @Sendable () -> Void
  ) {
    self.part = part
    self.append = append
    self.keep = keep
    self.discard = discard
  }
}

extension DaemonContext {
  /// Begins a file that a command was asked to write.
  func begin(_ file: String) throws -> NewFile {
    do {
      return try newFile(file)
    } catch let error as FileFailure where error.isTaken && error.path != file {
      throw Refusal(
        language.say(
          "\(error.path) is there already: it is being written, or that broke off. Delete it if "
            + "nothing writes it.",
          "\(error.path) is er al: het wordt nog geschreven, of dat brak af. Gooi het weg als niets "
            + "het schrijft."))
    }
  }
}

extension NewFile {
  private static let ownerOnly: mode_t = 0o600

  /// Begins a file that only its owner may read.
  static func begin(at path: String) throws -> NewFile {
    let part = path + ".part"
    // SAFETY: a path becomes a C string that lives for the call.
    guard unsafe access(path, F_OK) != 0 else { throw FileFailure(.write, path, errno: EEXIST) }
    // SAFETY: as above.
    let file = unsafe open(part, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, ownerOnly)
    guard file >= 0 else {
      // Only what is in the way has to be found under its own name; of the rest nobody chose that.
      throw FileFailure(.write, errno == EEXIST ? part : path, errno: errno)
    }
    let open = OpenFile(file)
    return NewFile(
      part: part, append: { try open.write($0, path) },
      keep: {
        guard fsync(open.number) == 0 else { throw FileFailure(.write, path, errno: errno) }
        try Self.name(part, as: path)
        try Self.synchroniseFolder(of: path)
      },
      discard: {
        // SAFETY: as above.
        _ = unsafe unlink(part)
      })
  }

  /// link(2) fails where the name is taken, which rename(2) does not; but a disk from elsewhere may
  /// know no links.
  private static func name(_ part: String, as path: String) throws {
    // SAFETY: paths become C strings that live for the call.
    if unsafe link(part, path) == 0 {
      // SAFETY: as above.
      _ = unsafe unlink(part)
      return
    }
    guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) else {
      throw FileFailure(.write, path, errno: errno)
    }
    // SAFETY: as above.
    guard unsafe access(path, F_OK) != 0 else { throw FileFailure(.write, path, errno: EEXIST) }
    // SAFETY: as above.
    guard unsafe rename(part, path) == 0 else { throw FileFailure(.write, path, errno: errno) }
  }

  /// A new name is durable only when its folder is (fsync(2), NOTES).
  private static func synchroniseFolder(of path: String) throws {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    // SAFETY: a path becomes a C string that lives for the call.
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw FileFailure(.write, folder, errno: errno) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw FileFailure(.write, folder, errno: errno) }
  }
}

/// A file that is closed with the last who holds it.
private final class OpenFile: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  func write(_ bytes: [UInt8], _ path: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only inside the closure, with its own count.
      let written = unsafe rest.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          unsafe Glibc.write(number, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
          unsafe Musl.write(number, bytes.baseAddress, bytes.count)
        #else
          unsafe Darwin.write(number, bytes.baseAddress, bytes.count)
        #endif
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw FileFailure(.write, path, errno: errno)
      }
      rest = rest.dropFirst(written)
    }
  }
}
