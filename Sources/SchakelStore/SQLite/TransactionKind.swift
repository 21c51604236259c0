/// When a transaction takes its locks. https://www.sqlite.org/lang_transaction.html §2.2
public enum TransactionKind: Hashable, Sendable {
  /// Takes the write lock at once, waiting for it if need be: what is read inside stays true until
  /// the commit. For everything that writes.
  case immediate
  /// Takes a snapshot at the first read. A write in it may fail with `busySnapshot`.
  case deferred
}
