import Synchronization
import Testing

@testable import SchakelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of its own for one test. All are removed when the process ends, since a connection may
/// outlive the variable that named its folder.
final class Scratch: Sendable {
  let path: String

  private static let count = Atomic<Int>(0)
  private static let root = makeRoot()

  init() throws {
    path = Self.root + "/\(Self.count.add(1, ordering: .relaxed).newValue)"
    try #require(Platform.createFolders(above: path + "/") == 0)
  }

  /// Unsafe: the template is lent to `mkdtemp`, which fills it in place, the command to `system`.
  private static func makeRoot() -> String {
    var template = Array("/tmp/schakel-sqlite-XXXXXX".utf8CString)
    _ = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe mkdtemp(buffer.baseAddress!)
    }
    atexit { _ = unsafe system("rm -rf '\(Scratch.root)'") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func file(_ name: String = "test.sqlite") -> String { path + "/" + name }

  func open(
    _ name: String = "test.sqlite", mode: OpenMode = .readWriteCreate,
    options: ConnectionOptions = .forTests
  ) throws(SQLiteError) -> Connection {
    try Connection(file(name), mode: mode, options: options)
  }
}

extension ConnectionOptions {
  /// The number of an application that exists in these tests only.
  static let testApplication: Int32 = 0x5465_7374

  static var forTests: ConnectionOptions {
    var options = ConnectionOptions()
    options.applicationID = testApplication
    options.synchronous = .off
    return options
  }

  static func forTests(_ change: (inout ConnectionOptions) -> Void) -> ConnectionOptions {
    var options = forTests
    change(&options)
    return options
  }
}

/// A database in memory.
func memory() throws(SQLiteError) -> Connection {
  try Connection("", mode: .memory)
}

/// The bytes of a file, nil when there is none. Unsafe: the file is open until the end.
func contents(of path: String) -> [UInt8]? {
  guard let file = unsafe fopen(path, "rb") else { return nil }
  defer { unsafe fclose(file) }
  var bytes = [UInt8](repeating: 0, count: Platform.size(of: path) ?? 0)
  let count = bytes.count
  return unsafe fread(&bytes, 1, count, file) == count ? bytes : nil
}

/// Unsafe: the file is open until the end, and the bytes are lent to the call.
func write(_ bytes: [UInt8], to path: String) throws {
  let file = unsafe fopen(path, "wb")
  try #require(unsafe file != nil)
  defer { unsafe fclose(file) }
  try #require(unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

/// Unsafe: the facts are lent to the call that fills them.
func permissions(of path: String) -> UInt32? {
  var facts = stat()
  return unsafe stat(path, &facts) == 0 ? facts.st_mode & 0o777 : nil
}

/// The error that `body` throws; a failed expectation when it throws none.
func failure(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws -> SQLiteError {
  do {
    try body()
  } catch let error as SQLiteError {
    return error
  }
  return try #require(nil as SQLiteError?, "no error was thrown", sourceLocation: location)
}

extension Connection {
  /// The integers in the first column.
  func integers(_ sql: String) throws(SQLiteError) -> [Int64] {
    try prepare(sql).all { row throws(SQLiteError) in try row.int64(at: 0) }
  }
}

/// Unsafe: the path is lent to the call.
func setPermissions(_ mode: mode_t, of path: String) throws {
  let result = unsafe chmod(path, mode)
  try #require(result == 0)
}

/// Ends the process as a crash or a dying battery would.
func killThisProcess() -> Never {
  kill(getpid(), SIGKILL)
  while true { pause() }
}
