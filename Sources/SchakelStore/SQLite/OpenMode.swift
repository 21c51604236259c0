/// How a database file is opened.
public enum OpenMode: Hashable, Sendable {
  /// Reads and writes; creates the file (0600) and missing folders (0700).
  case readWriteCreate
  /// Reads and writes a file that exists.
  case readWrite
  /// Reads a file that exists. In write-ahead mode SQLite still needs its `-shm` file, and so the
  /// right to write in the folder when no other process has the database open.
  case readOnly
  /// A private database in memory, gone when it is closed. The path is not used.
  case memory

  var isWritable: Bool { self != .readOnly }
  var isFile: Bool { self != .memory }
}
