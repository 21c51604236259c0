import CSQLite

/// What the first hundred bytes of a database file say. https://www.sqlite.org/fileformat2.html §1.3
///
/// They are read through SQLite's own file object: no lock is taken, no journal is rolled back, no
/// `-wal` or `-shm` appears, and no second descriptor of the file comes to be closed (see
/// `Platform`). What is written only in the write-ahead log does not show here.
enum DatabaseHeader {
  /// The file has no bytes, or does not exist.
  case empty
  /// The file does not start as a database does.
  case foreign
  case database(applicationID: Int32, version: Int32)

  private static let size = 100
  private static let versionOffset = 60
  private static let applicationOffset = 68
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Reads the header of the main file of an open connection.
  ///
  /// Unsafe: SQLite owns the file object and keeps it until the connection closes; the buffer has
  /// the size that is read.
  static func read(_ database: OpaquePointer) -> DatabaseHeader? {
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    let code = unsafe sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &pointer)
    guard code == SQLITE_OK, let file = unsafe pointer, let methods = unsafe file.pointee.pMethods
    else { return nil }
    var length: sqlite3_int64 = 0
    guard unsafe methods.pointee.xFileSize(file, &length) == SQLITE_OK else { return nil }
    if length == 0 { return .empty }
    guard length >= size else { return .foreign }
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe methods.pointee.xRead(file, &bytes, Int32(size), 0) == SQLITE_OK else {
      return nil
    }
    return DatabaseHeader(bytes)
  }

  private init(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.magic) else {
      self = .foreign
      return
    }
    self = .database(
      applicationID: Self.bigEndian(bytes, at: Self.applicationOffset),
      version: Self.bigEndian(bytes, at: Self.versionOffset))
  }

  private static func bigEndian(_ bytes: [UInt8], at offset: Int) -> Int32 {
    Int32(bitPattern: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
  }
}
