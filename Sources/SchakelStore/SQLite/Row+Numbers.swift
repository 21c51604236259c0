/// Numbers that are less than what SQLite's integers can hold.
///
/// A file may have been written by somebody else. What it holds is checked where it is read, and
/// answered with `mismatch`: a conversion that traps would let a damaged file end the program, and a
/// sum of unchecked numbers would do the same later on.
extension Row {
  /// The greatest number that ``natural(at:)`` gives: two of them add up to no overflow.
  public static let greatestNatural: Int64 = 1 << 62

  /// A number that is not negative: a time in milliseconds, a size.
  public func natural(at column: Int) throws(SQLiteError) -> UInt64 {
    try checked(try int64(at: column), column, upTo: Self.greatestNatural)
  }

  /// As ``natural(at:)``, or nil for NULL.
  public func naturalIfPresent(at column: Int) throws(SQLiteError) -> UInt64? {
    guard let value = try int64IfPresent(at: column) else { return nil }
    return try checked(value, column, upTo: Self.greatestNatural)
  }

  /// A number from 0 to `limit`.
  public func natural(at column: Int, upTo limit: UInt64) throws(SQLiteError) -> UInt64 {
    try checked(try int64(at: column), column, upTo: Int64(clamping: limit))
  }

  /// As ``natural(at:upTo:)``, or nil for NULL.
  public func naturalIfPresent(
    at column: Int, upTo limit: UInt64
  ) throws(SQLiteError) -> UInt64? {
    guard let value = try int64IfPresent(at: column) else { return nil }
    return try checked(value, column, upTo: Int64(clamping: limit))
  }

  /// A case by its number.
  public func code<Code: RawRepresentable>(
    at column: Int
  ) throws(SQLiteError) -> Code where Code.RawValue == UInt8 {
    let number = try int64(at: column)
    guard let code = UInt8(exactly: number).flatMap(Code.init(rawValue:)) else {
      throw mismatch("column \(column) holds a number without a meaning")
    }
    return code
  }

  private func checked(
    _ value: Int64, _ column: Int, upTo limit: Int64
  ) throws(SQLiteError) -> UInt64 {
    guard value >= 0 && value <= limit else {
      throw mismatch("column \(column) holds a number that cannot be there")
    }
    return UInt64(value)
  }
}
