import CSQLite

/// What a cipher does, as functions of SQL: `schakel_sealed(column, value, identity…)`, and
/// `schakel_opened`, `schakel_opened_text` and `schakel_opened_or_empty`, which undo it. NULL stays
/// NULL.
///
/// Statements use them where `SQLText` says so. They cannot be used in a schema, so that no view or
/// trigger of a file that somebody else made gets at the cipher
/// (https://www.sqlite.org/c3ref/c_deterministic.html#sqlitedirectonly).
///
/// Unsafe: SQLite owns one count of this object for each function, from its creation until it calls
/// `letGo`; a context and its values are lent for the call.
final class SealingFunctions {
  private let cipher: any ContentCipher

  private init(_ cipher: any ContentCipher) { self.cipher = cipher }

  /// Adds the functions to a connection that was just opened.
  static func install(_ cipher: any ContentCipher, on connection: Connection) throws(SQLiteError) {
    let functions = SealingFunctions(cipher)
    // The calls go to SQLite as they are.
    try unsafe functions.add("schakel_sealed", SQLITE_DIRECTONLY, seal, to: connection)
    let reading = SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC
    try unsafe functions.add("schakel_opened", reading, openBlob, to: connection)
    try unsafe functions.add("schakel_opened_text", reading, openText, to: connection)
    try unsafe functions.add("schakel_opened_or_empty", reading, openSpare, to: connection)
  }

  private typealias Call =
    @convention(c) (
      OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
    ) -> Void

  private func add(
    _ name: String, _ flags: Int32, _ call: Call, to connection: Connection
  ) throws(SQLiteError) {
    let this = unsafe Unmanaged.passRetained(self).toOpaque()
    // Also on failure SQLite calls the last argument.
    let code = unsafe sqlite3_create_function_v2(
      connection.handle.database, name, -1, SQLITE_UTF8 | flags, this, call, nil, nil
    ) { unsafe Unmanaged<SealingFunctions>.fromOpaque($0!).release() }  // letGo
    guard code == SQLITE_OK else {
      throw unsafe SQLiteError(
        lastOn: connection.handle.database, sql: nil, while: .opening, path: connection.path)
    }
  }

  // MARK: Called by SQLite

  private static let seal: Call = { context, count, values in
    let call = unsafe SealingCall(context, count, values)  // Used before this returns.
    guard let content = call.value else { return }
    guard let bytes = call.functions.cipher.seal(content, for: call.identity) else {
      return call.fail(SQLITE_ERROR, "the cipher did not seal a value; nothing was written")
    }
    call.answer(bytes, isText: false)
  }

  private static let openBlob: Call = { context, count, values in
    unsafe SealingCall(context, count, values).open(isText: false)  // Used before this returns.
  }

  private static let openSpare: Call = { context, count, values in
    let call = unsafe SealingCall(context, count, values)  // Used before this returns.
    guard let sealed = call.value else { return }
    call.answer(call.functions.opened(sealed, for: call.identity) ?? [], isText: false)
  }

  private static let openText: Call = { context, count, values in
    unsafe SealingCall(context, count, values).open(isText: true)  // Used before this returns.
  }

  /// What these bytes were before they were sealed for this place.
  fileprivate func opened(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    cipher.open(sealed, for: identity)
  }
}

/// One call of one of the functions.
///
/// Unsafe: lives during the call, in which SQLite lends all it points to.
@safe private struct SealingCall: ~Copyable {
  private let context: OpaquePointer?
  private let values: UnsafeBufferPointer<OpaquePointer?>

  init(
    _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    unsafe self.context = unsafe context
    unsafe self.values = unsafe UnsafeBufferPointer(start: values, count: Int(count))
  }

  var functions: SealingFunctions {
    let this = unsafe sqlite3_user_data(context)!  // Given when the function was made.
    return unsafe Unmanaged<SealingFunctions>.fromOpaque(this).takeUnretainedValue()
  }

  /// The second argument; nil for NULL.
  var value: [UInt8]? {
    guard unsafe values.count > 1 else { return nil }
    let value = unsafe values[1]
    return unsafe sqlite3_value_type(value) == SQLITE_NULL ? nil : bytes(of: value)
  }

  /// What the value is sealed for: the column's code, then each of the values that name the row with
  /// its type, so that no two places have the same.
  var identity: [UInt8] {
    var identity: [UInt8] = []
    unsafe identity.append(UInt8(truncatingIfNeeded: sqlite3_value_int64(values[0])))
    for place in unsafe values.indices.dropFirst(2) {
      let value = unsafe values[place]
      let type = unsafe sqlite3_value_type(value)
      identity.append(UInt8(truncatingIfNeeded: type))
      if type == SQLITE_INTEGER {
        identity += unsafe Self.bytes(of: UInt64(bitPattern: sqlite3_value_int64(value)))
      } else {
        let bytes = unsafe bytes(of: value)
        identity += Self.bytes(of: UInt64(bytes.count)) + bytes
      }
    }
    return identity
  }

  func open(isText: Bool) {
    guard let sealed = value else { return }
    guard let bytes = functions.opened(sealed, for: identity) else {
      // Not SQLITE_CORRUPT: after that SQLite lets nothing more be written on the connection.
      return fail(
        SQLITE_MISMATCH,
        "a sealed value does not open: it was altered, cut short, or belongs to another row")
    }
    answer(bytes, isText: isText)
  }

  func answer(_ bytes: [UInt8], isText: Bool) {
    unsafe bytes.withUnsafeBytes { buffer in
      let count = UInt64(buffer.count)
      // SQLITE_TRANSIENT: SQLite takes a copy. An empty array has no address, and is not NULL.
      guard let start = buffer.baseAddress else {
        return unsafe isText
          ? sqlite3_result_text64(context, "", 0, nil, UInt8(SQLITE_UTF8))
          : sqlite3_result_zeroblob(context, 0)
      }
      if isText {
        let text = unsafe start.assumingMemoryBound(to: CChar.self)
        unsafe sqlite3_result_text64(context, text, count, Self.copied, UInt8(SQLITE_UTF8))
      } else {
        unsafe sqlite3_result_blob64(context, start, count, Self.copied)
      }
    }
  }

  func fail(_ code: Int32, _ message: String) {
    unsafe sqlite3_result_error(context, message, -1)
    unsafe sqlite3_result_error_code(context, code)
  }

  private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private func bytes(of value: OpaquePointer?) -> [UInt8] {
    let start = unsafe sqlite3_value_blob(value)
    let count = unsafe Int(sqlite3_value_bytes(value))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  private static func bytes(of number: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
  }
}
