/// Why SQLite, or this layer on top of it, refused.
///
/// It carries the SQL text, never the bound values. `message` is SQLite's own and names tables
/// and columns only, with one exception: a malformed full-text query is quoted in part, so quote
/// the words of a search before they are bound.
public struct SQLiteError: Error, Hashable, Sendable {
  /// What was being done.
  public enum Operation: Hashable, Sendable {
    case opening, preparing, binding, stepping, reading, beginning, committing, checking, closing
    case migrating(version: Int32, name: String)
  }

  /// SQLite's extended result code, or one of our own.
  public let code: ResultCode
  /// What happened, in SQLite's words or ours.
  public let message: String
  /// The statement concerned, without its bound values.
  public let sql: String?
  /// What was being done.
  public internal(set) var operation: Operation
  /// The database file; empty for one in memory.
  public let path: String
  /// What became of the surrounding transaction.
  public internal(set) var transaction: TransactionFate

  /// An error of the caller's own making, say for a row whose content makes no sense.
  public init(
    _ code: ResultCode, _ message: String, sql: String? = nil, while operation: Operation,
    path: String
  ) {
    self.code = code
    self.message = message
    self.sql = sql
    self.operation = operation
    self.path = path
    transaction = .untouched
  }
}

extension SQLiteError: CustomStringConvertible {
  /// One line: what, where, what became of the transaction, and what to do next.
  public var description: String {
    var text = "\(message) (code \(code.rawValue)) while \(operation)"
    if let sql { text += " “\(sql)”" }
    if !path.isEmpty { text += " in \(path)" }
    switch transaction {
    case .untouched: text += "."
    case .rolledBack: text += "; the transaction was rolled back."
    case .rolledBackBySQLite: text += "; SQLite rolled the transaction back."
    }
    return text + " " + advice
  }
}

extension SQLiteError.Operation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .opening: "opening"
    case .preparing: "preparing"
    case .binding: "binding"
    case .stepping: "stepping"
    case .reading: "reading"
    case .beginning: "beginning a transaction"
    case .committing: "committing"
    case .checking: "checking"
    case .closing: "closing"
    case .migrating(let version, let name): "migrating to version \(version) (\(name))"
    }
  }
}
