extension Connection {
  /// Writes all that is committed into a file that is empty or not there.
  func copy(to path: String) throws(SQLiteError) {
    try prepare("VACUUM INTO ?").run(path)
  }

  /// How many findings are reported at most.
  private static let findingLimit = 100

  /// Reads the whole file and reports damage. Takes time in proportion to the file, which an
  /// `interrupter` can cut short; `DatabasePool.check` does it in the background.
  /// - Throws: `interrupt`, or an I/O error; damage is reported, not thrown.
  public func check(_ depth: CheckDepth) throws(SQLiteError) -> CheckReport {
    var findings: [String] = []
    do throws(SQLiteError) {
      let statement = try prepare("PRAGMA \(depth.rawValue)(\(Self.findingLimit))")
      try statement.forEachRow { row throws(SQLiteError) in findings.append(try row.text(at: 0)) }
    } catch {
      guard error.code.isCorrupt else { throw error.with(operation: .checking) }
      findings.append(error.message)
    }
    return findings == ["ok"] ? .sound : .damaged(findings)
  }
}
