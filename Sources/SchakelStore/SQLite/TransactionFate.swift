/// What became of the transaction in which an error occurred.
public enum TransactionFate: Hashable, Sendable {
  /// The error met no transaction, or one that is still open further out.
  case untouched
  /// `transaction` rolled it back: nothing of it was written.
  case rolledBack
  /// SQLite had rolled it back by itself before we could (a full disk, an I/O error): nothing of
  /// it was written. https://www.sqlite.org/lang_transaction.html §3
  case rolledBackBySQLite
}
