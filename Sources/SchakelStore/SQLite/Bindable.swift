/// A value that can be bound to a statement's parameter: integers, doubles, text, blobs, and
/// optionals of these, where nil is NULL.
///
/// There is none for `UInt64`, which SQLite has no type for: bind `Int64(bitPattern:)` and mind
/// that it sorts otherwise.
public protocol Bindable {
  /// Binds the value to the parameter at `position`, counted from 1.
  func bind(to statement: Statement, at position: Int) throws(SQLiteError)
}

extension Int64: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindInteger(self, at: position)
  }
}

extension Int: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindInteger(Int64(self), at: position)
  }
}

extension Int32: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindInteger(Int64(self), at: position)
  }
}

extension UInt32: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindInteger(Int64(self), at: position)
  }
}

extension Bool: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindInteger(self ? 1 : 0 as Int64, at: position)
  }
}

extension Double: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindDouble(self, at: position)
  }
}

extension String: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindText(self, at: position)
  }
}

extension [UInt8]: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindBlob(self[...], at: position)
  }
}

extension ArraySlice<UInt8>: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    try statement.bindBlob(self, at: position)
  }
}

extension Optional: Bindable where Wrapped: Bindable {
  @inlinable
  public func bind(to statement: Statement, at position: Int) throws(SQLiteError) {
    if let value = self {
      try value.bind(to: statement, at: position)
    } else {
      try statement.bindNull(at: position)
    }
  }
}
