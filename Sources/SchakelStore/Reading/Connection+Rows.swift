extension Connection {
  /// All rows of a constant statement; what SQLite has to say comes as a `ReplicaError`.
  func rows<each Parameter: Bindable, T>(
    _ sql: SQL, _ values: repeat each Parameter, read: (borrowing Row) throws(SQLiteError) -> T
  ) throws(ReplicaError) -> [T] {
    do throws(SQLiteError) {
      return try self[sql].all(repeat each values, read: read)
    } catch {
      throw ReplicaError(error)
    }
  }

  /// The first row of a constant statement, nil when there is none.
  func row<each Parameter: Bindable, T>(
    _ sql: SQL, _ values: repeat each Parameter, read: (borrowing Row) throws(SQLiteError) -> T
  ) throws(ReplicaError) -> T? {
    do throws(SQLiteError) {
      return try self[sql].first(repeat each values, read: read)
    } catch {
      throw ReplicaError(error)
    }
  }

  /// The number in the first column of the first row; zero when there is none.
  func number<each Parameter: Bindable>(
    _ sql: SQL, _ values: repeat each Parameter
  ) throws(ReplicaError) -> Int64 {
    try row(sql, repeat each values) { row throws(SQLiteError) in
      try row.int64IfPresent(at: 0) ?? 0
    } ?? 0
  }
}
