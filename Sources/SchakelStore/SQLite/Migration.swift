/// One step of a schema: what turns the version before it into `version`.
///
///     let migrations = [
///       Migration(1, "notes") { connection throws(SQLiteError) in
///         try connection.execute("CREATE TABLE note (id BLOB PRIMARY KEY, body TEXT) STRICT")
///       }
///     ]
///
/// A migration that has been shipped is never changed: a new one follows it.
public struct Migration: Sendable {
  /// The `user_version` of a database after this step; from 1 on.
  public let version: Int32
  /// For the error that says which step failed.
  public let name: String
  let body: @Sendable (Connection) throws(SQLiteError) -> Void

  /// - Parameter body: runs in a transaction of its own; what it throws takes the whole step back.
  public init(
    _ version: Int32, _ name: String,
    _ body: @escaping @Sendable (Connection) throws(SQLiteError) -> Void
  ) {
    self.version = version
    self.name = name
    self.body = body
  }
}
