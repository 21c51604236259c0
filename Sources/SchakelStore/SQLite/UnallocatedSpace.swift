import CSQLite

/// The unallocated space of a database's pages: on each page of a b-tree, what lies between the last
/// cell pointer and the first cell (https://www.sqlite.org/fileformat2.html §1.6).
///
/// With `secure_delete` SQLite overwrites each cell that is deleted, but not the copies that stay
/// behind when it balances a tree: it writes the cells of a page anew, closer together, or on the page
/// beside it, and what lay there before is then in space that nothing uses. From there no deletion
/// takes it, since nobody knows of it.
///
/// Invariant: nothing but zeros is written, and nowhere but in that space, which no reader looks at:
/// whoever reads at the same time reads the same rows, and where the power fails half-way nothing is
/// damaged.
///
/// Unsafe: SQLite owns the file object and keeps it until the connection closes; each buffer has the
/// size that is read or written.
@safe struct UnallocatedSpace {
  private let connection: Connection
  private let file: UnsafeMutablePointer<sqlite3_file>
  private let methods: UnsafePointer<sqlite3_io_methods>
  private let pageSize: Int
  private let pageCount: Int

  /// Overwrites all of it; it is on the disk when this returns. In a write transaction, with all that
  /// was ever committed in the file itself.
  ///
  /// - Throws: `corrupt` where a page is not as the format has it.
  static func clear(on connection: Connection) throws(SQLiteError) {
    let roots = try connection.prepare("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")
      .all { row throws(SQLiteError) in Int(try row.int64(at: 0)) }
    try UnallocatedSpace(of: connection).clear(in: [1] + roots)
  }

  private init(of connection: Connection) throws(SQLiteError) {
    self.connection = connection
    pageSize = Int(try connection.pragma("page_size"))
    pageCount = Int(try connection.pragma("page_count"))
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    let code = unsafe sqlite3_file_control(
      connection.handle.database, "main", SQLITE_FCNTL_FILE_POINTER, &pointer)
    guard code == SQLITE_OK, let file = unsafe pointer, let methods = unsafe file.pointee.pMethods
    else { throw connection.handle.failure(sql: nil, while: .reading) }
    unsafe self.file = unsafe file
    unsafe self.methods = unsafe methods
  }

  private func clear(in roots: [Int]) throws(SQLiteError) {
    var left = roots
    var met = 0
    var isChanged = false
    while let number = left.popLast() {
      met += 1
      guard (1...pageCount).contains(number), met <= pageCount else { throw damaged(number) }
      let bytes = try read(number)
      guard let page = BTreePage(bytes, isFirst: number == 1) else { throw damaged(number) }
      left += page.children
      guard bytes[page.unallocated].contains(where: { $0 != 0 }) else { continue }
      try clear(page.unallocated, of: number)
      isChanged = true
    }
    guard isChanged else { return }
    try check(unsafe methods.pointee.xSync(file, SQLITE_SYNC_NORMAL), while: .committing)
  }

  private func read(_ number: Int) throws(SQLiteError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: pageSize)
    try check(
      unsafe methods.pointee.xRead(file, &bytes, Int32(pageSize), place(of: number)),
      while: .reading)
    return bytes
  }

  private func clear(_ range: Range<Int>, of number: Int) throws(SQLiteError) {
    let zeros = [UInt8](repeating: 0, count: range.count)
    let place = place(of: number) + Int64(range.lowerBound)
    try check(
      unsafe methods.pointee.xWrite(file, zeros, Int32(zeros.count), place), while: .stepping)
  }

  private func place(of number: Int) -> Int64 { Int64(number - 1) * Int64(pageSize) }

  private func check(
    _ code: Int32, while operation: SQLiteError.Operation
  ) throws(SQLiteError) {
    guard code != SQLITE_OK else { return }
    throw SQLiteError(
      ResultCode(rawValue: code), "what was deleted cannot be overwritten", while: operation,
      path: connection.path)
  }

  private func damaged(_ number: Int) -> SQLiteError {
    SQLiteError(
      .corrupt, "page \(number) is no page of a table or an index", while: .reading,
      path: connection.path)
  }
}

/// A page of a b-tree, as far as it says where its cells lie.
/// https://www.sqlite.org/fileformat2.html §1.6
struct BTreePage {
  /// The pages below it.
  let children: [Int]
  let unallocated: Range<Int>

  private static let fileHeader = 100
  private static let interior: Set<UInt8> = [0x02, 0x05]
  private static let leaf: Set<UInt8> = [0x0A, 0x0D]
  /// 0 stands for this, which does not fit in two bytes.
  private static let largestPage = 65_536

  /// nil for a page that is none.
  ///
  /// - Parameter isFirst: whether the header of the file comes before the page's.
  init?(_ bytes: [UInt8], isFirst: Bool) {
    let start = isFirst ? Self.fileHeader : 0
    let isInterior = Self.interior.contains(bytes[start])
    guard isInterior || Self.leaf.contains(bytes[start]) else { return nil }
    func number(at offset: Int, count: Int) -> Int {
      bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }
    let pointers = start + (isInterior ? 12 : 8)
    let count = number(at: start + 3, count: 2)
    let cells = number(at: start + 5, count: 2)
    let end = pointers + 2 * count
    let content = cells == 0 ? Self.largestPage : cells
    guard end <= content, content <= bytes.count else { return nil }
    unallocated = end..<content
    guard isInterior else {
      children = []
      return
    }
    var children = [number(at: start + 8, count: 4)]
    for cell in 0..<count {
      let place = number(at: pointers + 2 * cell, count: 2)
      guard place >= content, place + 4 <= bytes.count else { return nil }
      children.append(number(at: place, count: 4))
    }
    self.children = children
  }
}
