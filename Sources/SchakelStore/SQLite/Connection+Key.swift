import CSQLite

// A key for the file as a whole, in a program that links an SQLite which encrypts its files. Ours is
// given to SQLCipher, https://www.zetetic.net/sqlcipher/sqlcipher-api/#key, in its raw form.
extension Connection {
  static let databaseKeyBytes = 32

  /// Refuses a key that the linked library would ignore: a plain SQLite knows no `PRAGMA key`, says
  /// nothing, and writes the file for all to read. Asked of a database in memory, so that no file is
  /// made.
  static func checkKey(_ key: [UInt8], for path: String) throws(SQLiteError) {
    guard key.count == databaseKeyBytes else {
      throw SQLiteError(
        .misuse, "a key for a database has \(databaseKeyBytes) bytes", while: .opening, path: path)
    }
    let version = try Connection("", mode: .memory).prepare("PRAGMA cipher_version").first {
      row throws(SQLiteError) in try row.textIfPresent(at: 0)
    }
    guard case .some(.some) = version else {
      throw SQLiteError(
        .misuse,
        "the linked SQLite cannot encrypt a file, and a key was given: link one that can, or open "
          + "the replica with a cipher in its place",
        while: .opening, path: path)
    }
  }

  /// Hands over the key, before anything else is asked of the file. Not by a `Statement`, whose errors
  /// carry its text.
  ///
  /// Unsafe: the connection was just opened; the text is read during the call.
  func use(_ key: [UInt8]) throws(SQLiteError) {
    let digits = Array("0123456789abcdef".utf8)
    let hex = key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let text = "PRAGMA key = \"x'\(String(decoding: hex, as: UTF8.self))'\""
    guard unsafe sqlite3_exec(handle.database, text, nil, nil, nil) == SQLITE_OK else {
      throw SQLiteError(.error, "the database took no key", while: .opening, path: path)
    }
  }
}
