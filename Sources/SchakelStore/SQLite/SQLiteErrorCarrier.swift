/// An error type that can carry an `SQLiteError`.
///
/// Bodies handed to `transaction`, `forEachRow`, `DatabasePool.read` and the like may throw their own
/// type of error; what SQLite has to say then arrives inside it:
///
///     enum StoreError: SQLiteErrorCarrier {
///       case database(SQLiteError), awaitsSettlement
///       init(_ error: SQLiteError) { self = .database(error) }
///     }
///     try connection.transaction(.immediate) { () throws(StoreError) in ... }
///
/// Write the clause out, also for `SQLiteError`: without it Swift takes a closure that throws to
/// throw `any Error`, which carries nothing.
public protocol SQLiteErrorCarrier: Error {
  /// Takes over what SQLite said.
  init(_ error: SQLiteError)

  /// Told what became of the transaction that this error ended. Does nothing unless implemented.
  mutating func transactionEnded(_ fate: TransactionFate)
}

extension SQLiteErrorCarrier {
  public mutating func transactionEnded(_ fate: TransactionFate) {}
}

extension SQLiteError: SQLiteErrorCarrier {
  public init(_ error: SQLiteError) {
    self = error
  }

  public mutating func transactionEnded(_ fate: TransactionFate) {
    transaction = fate
  }
}

/// Runs `body` and carries its error over into `E`.
@inlinable
func carrying<T, E: SQLiteErrorCarrier>(
  _ type: E.Type, _ body: () throws(SQLiteError) -> T
) throws(E) -> T {
  do throws(SQLiteError) {
    return try body()
  } catch {
    throw E(error)
  }
}
